"""A desk without a mailbox: a mail provider posts the mails, signed, and each is one request."""

import asyncio
import hmac
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import text
from structlog.testing import capture_logs

from db.database import Database
from mail import hook
from mail.__main__ import _Parts, _show
from mail.alarm import MailAlarm
from mail.collecting import LARGEST_BYTES, OF_ONE_ADDRESS
from mail.hook import LIMIT_BYTES, PATH, SIGNATURE, TIMESTAMP, MailHook
from mail.settings import HookAccess, HookForm, MailSettings
from ops.http import serve_app
from ops.readiness import Pages
from tests.flows.phone import words
from tests.mail.post import Post, posted, text_in
from tests.mail.test_by_mail import _tickets
from tests.texts import piece_of

KEY = "a key of sixteen letters"
MAIL = b"From: Kim <kim@client.example>\r\nMessage-ID: <%s@x>\r\nSubject: Lamp\r\n\r\nThe lamp is broken: \xd0\xb4\r\n"
_PART = b"--=b\r\nContent-Disposition: form-data; name=%s\r\n\r\n%s\r\n"


@dataclass(slots=True)
class Provider:
    """Posts mails to the desk."""

    post: Post
    http: aiohttp.ClientSession
    url: str
    is_open: bool = True

    def sign(self, what: bytes, key: str = KEY) -> str:
        """Return a signature."""
        return hmac.new(key.encode(), what, "sha256").hexdigest()

    def say_when(self, minutes: float = 0) -> str:
        """Return the time of so many minutes ago."""
        return str(int(self.post.stage.clock().timestamp() - minutes * 60))

    async def send(self, body: Any, headers: Mapping[str, str] | None = None) -> int:
        """Post it; return the status."""
        async with self.http.post(self.url, data=body, headers=headers) as answer:
            return answer.status

    async def post_raw(self, raw: bytes, *, minutes: float = 0, key: str = KEY, signed: bytes | None = None) -> int:
        """Post a mail as the body; `signed`: another mail, which the signature is for."""
        at = self.say_when(minutes)
        mark = self.sign(f"{at}.".encode() + (raw if signed is None else signed), key)
        return await self.send(raw, {TIMESTAMP: at, SIGNATURE: mark, "Content-Type": "message/rfc822"})

    def fill_in(self, raw: bytes, token: str, minutes: float = 0) -> dict[str, bytes]:
        """Return the fields of Mailgun's form."""
        at = self.say_when(minutes)
        mark = self.sign(f"{at}{token}".encode())
        return {"timestamp": at.encode(), "token": token.encode(), "signature": mark.encode(), "body-mime": raw}


@asynccontextmanager
async def _provided(database: Database, form: HookForm = HookForm.RAW) -> AsyncIterator[Provider]:
    async with posted(database) as post, aiohttp.ClientSession() as http:
        provider, app = Provider(post, http, ""), web.Application(client_max_size=LIMIT_BYTES)
        clock, alarm = post.stage.clock, MailAlarm(database, post.stage.clock)
        made = MailHook(
            database, HookAccess(form, KEY), clock, is_open=lambda: provider.is_open, alarm=alarm, steady=clock.steady
        )
        made.add_routes(app)
        async with serve_app(app, "127.0.0.1", 0, variable="MAIL_HTTP_PORT") as port:
            provider.url = f"http://127.0.0.1:{port}{PATH}"
            yield provider


async def _jobs(provider: Provider) -> int:
    """Let the desk work, and return how many requests there are."""
    await provider.post.settle()
    return await _tickets(provider.post)


async def test_a_posted_mail_is_a_request_and_is_answered(database: Database) -> None:
    async with _provided(database) as provider:
        assert await provider.post_raw(MAIL % b"1") == 200
        assert await _jobs(provider) == 1
        assert "The lamp is broken: д" in words(await provider.post.stage.olga.containing("The lamp"))
        assert piece_of("mail-receipt") in text_in(provider.post.take_one())


async def test_the_same_mail_again_is_no_second_request(database: Database) -> None:
    async with _provided(database) as provider:
        for _ in range(2):
            assert await provider.post_raw(MAIL % b"1") == 200
            assert await _jobs(provider) == 1
        assert await provider.post_raw(b"Received: by another way\r\n" + MAIL % b"1", minutes=1) == 200
        assert await _jobs(provider) == 1


async def test_what_is_not_signed_or_late_is_refused(database: Database) -> None:
    async with _provided(database) as provider:
        raw = MAIL % b"1"
        assert await provider.post_raw(raw, key="another key of letters") == 401
        assert await provider.post_raw(raw, signed=MAIL % b"2") == 401
        assert await provider.post_raw(raw, minutes=6) == 401
        assert await provider.post_raw(raw, minutes=-6) == 401
        assert await provider.send(raw) == 401
        for at in ("", "soon", "9" * 40, "²"):
            mark = provider.sign(f"{at}.".encode() + raw)
            assert await provider.send(raw, {TIMESTAMP: at, SIGNATURE: mark}) == 401
        assert await provider.send(urlencode(provider.fill_in(raw, "token")).encode()) == 401, "the other form"
        assert await _jobs(provider) == 0


@pytest.mark.parametrize("is_multipart", [False, True])
async def test_mailgun_posts_a_form(database: Database, is_multipart: bool) -> None:
    async with _provided(database, HookForm.MAILGUN) as provider:

        async def send(fields: dict[str, bytes]) -> int:
            if not is_multipart:
                headers = {"Content-Type": "application/x-www-form-urlencoded"}
                return await provider.send(urlencode(fields).encode(), headers)
            parts = [_PART % (f'"{name}"'.encode(), value) for name, value in fields.items()]
            parts += [_PART % (b'"attachment-1"; filename="x.bin"', b"\r\n--" * 300), b"--=b--\r\n"]
            return await provider.send(b"".join(parts), {"Content-Type": "multipart/form-data; boundary==b"})

        assert await send(provider.fill_in(MAIL % b"1", "one", minutes=11 * 60)) == 200
        assert "The lamp is broken: д" in words(await _first(provider))
        assert await send(provider.fill_in(MAIL % b"2", "one")) == 200, "it is not to come again"
        assert await _jobs(provider) == 1, "a signature of Mailgun is for one mail"
        assert await send(provider.fill_in(MAIL % b"2", "two", minutes=13 * 60)) == 401
        assert await send(provider.fill_in(MAIL % b"2", "two") | {"token": b"three"}) == 401
        assert await send(provider.fill_in(b"", "four")) == 406
        assert await send(provider.fill_in(MAIL % b"2", "five")) == 200
        assert await _jobs(provider) == 2


@pytest.mark.parametrize("order", [1, -1])
async def test_a_mail_of_megabytes_in_parts_is_taken(database: Database, order: int) -> None:
    async with _provided(database, HookForm.MAILGUN) as provider:
        raw = MAIL % b"1" + (b"y" * 76 + b"\r\n") * 40_000
        fields = list(provider.fill_in(raw, "one").items())[::order]
        parts = [_PART % (f'"{name}"'.encode(), value) for name, value in fields]
        headers = {"Content-Type": "multipart/form-data; boundary==b"}
        assert await provider.send(b"".join([*parts, b"--=b--\r\n"]), headers) == 200
        assert await _jobs(provider) == 1
        wrong = [_PART % (b'"timestamp"', provider.say_when().encode()), _PART % (b'"body-mime"', raw)]
        assert await provider.send(b"".join([*wrong, b"--=b--\r\n"]), headers) == 401


async def _first(provider: Provider) -> dict[str, Any]:
    await provider.post.settle()
    return await provider.post.stage.olga.containing("The lamp")


async def test_a_form_that_is_none_is_refused(database: Database) -> None:
    async with _provided(database, HookForm.MAILGUN) as provider:
        for kind in ("multipart/form-data", "multipart/form-data; boundary=b", "text/plain", "x/y; charset=none"):
            for body in (b"", b"--b\r\n\r\n", b"--b\r\nContent-Length: x\r\n\r\n", b"&" * 500, b"\xff=\xff"):
                assert await provider.send(body, {"Content-Type": kind}) in (400, 401), (kind, body)
        assert await _jobs(provider) == 0


async def test_too_long_too_many_and_too_early(database: Database) -> None:
    async with _provided(database) as provider:
        assert await provider.post_raw(b"x" * (LIMIT_BYTES + 1)) == 413
        large = MAIL % b"large" + b"x" * LARGEST_BYTES
        assert await provider.post_raw(large) == 200
        assert await _jobs(provider) == 1
        for number in range(OF_ONE_ADDRESS - 1):
            assert await provider.post_raw(MAIL % str(number).encode()) == 200
        assert await provider.post_raw(MAIL % b"more") == 429
        assert await provider.post_raw((MAIL % b"of another").replace(b"kim@", b"lou@")) == 200
        provider.post.stage.clock.on(hours=1, minutes=1)
        assert await provider.post_raw(MAIL % b"more") == 200
        provider.is_open = False
        assert await provider.post_raw(MAIL % b"early") == 503


@asynccontextmanager
async def _dawdling(
    provider: Provider, source: str, n: int, *, signature: str = "0" * 64, length: int = 9999
) -> AsyncIterator[list[asyncio.StreamReader]]:
    """Connections behind a proxy, of one sender, which announce a mail and send half a line of it."""
    parts = urlsplit(provider.url)
    at = f"{TIMESTAMP}: {provider.say_when()}\r\n{SIGNATURE}: {signature}"
    fields = ("Host: x", f"Content-Length: {length}", f"X-Forwarded-For: 192.0.2.9, {source}", at)
    head = "\r\n".join([f"POST {PATH} HTTP/1.1", *fields, "", "From: K"])
    made = [await asyncio.open_connection(parts.hostname, parts.port) for _ in range(n)]
    for _, writer in made:
        writer.write(head.encode())
        await writer.drain()
    yield [reader for reader, _ in made]
    for _, writer in made:
        writer.close()


async def test_slow_bodies_of_one_sender_keep_nobody_else_out(database: Database) -> None:
    async with _provided(database) as provider, _dawdling(provider, "198.51.100.7", 8):
        async with asyncio.timeout(5):
            assert await provider.post_raw(MAIL % b"1") == 200


async def test_a_body_that_is_not_complete_in_time_is_ended(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook, "_BODY_SECONDS", 0.2)
    async with _provided(database) as provider, _dawdling(provider, "198.51.100.7", 2) as readers:
        async with asyncio.timeout(5):
            for reader in readers:
                assert b" 408 " in await reader.readline()
        assert await provider.post_raw(MAIL % b"1") == 200


async def test_who_signs_nothing_takes_no_place_of_the_large(database: Database) -> None:
    async with _provided(database) as provider:
        async with _dawdling(provider, "198.51.100.7", 1, signature="x", length=2_000_000) as (reader,):
            async with asyncio.timeout(5):
                assert b" 401 " in await reader.readline()
        assert await provider.post_raw(MAIL % b"large" + b"x" * 2_000_000) == 200


async def test_a_large_mail_that_finds_no_place_is_a_trouble(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _provided(database) as provider, _dawdling(provider, "198.51.100.7", 1, length=2_000_000):
        assert await provider.post_raw(MAIL % b"small") == 200
        monkeypatch.setattr(hook, "_SECONDS", 0.3)
        with capture_logs() as logs:
            assert await provider.post_raw(MAIL % b"large" + b"x" * 2_000_000) == 408
    assert "no room for a posted mail: others took too long" in [one["event"] for one in logs]


async def test_who_goes_away_within_a_mail_writes_no_traceback(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with _provided(database) as provider:
        async with _dawdling(provider, "198.51.100.7", 3):
            assert await provider.post_raw(MAIL % b"1") == 200
        assert await provider.post_raw(MAIL % b"2") == 200
    assert [one.message for one in caplog.records if one.exc_info] == []


async def test_a_revoked_mailbox_leaves_mails_to_the_provider(database: Database) -> None:
    async with _provided(database) as provider:
        assert await provider.post_raw(MAIL % b"1") == 200
        for at, status in (("now()", 503), ("null", 200)):
            async with database.unit_of_work() as session:
                await session.execute(text(f"update systems set revoked_at = {at}"))  # noqa: S608
            assert await provider.post_raw(MAIL % b"2") == status


def test_one_variable_says_who_posts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_URL", "webhook://:sixteen%2Fletters%21@mailgun")
    monkeypatch.setenv("MAIL_SMTP_URL", "smtps://u:p@smtp.example")
    monkeypatch.setenv("MAIL_ADDRESS", "support@desk.example")
    settings = MailSettings.load()
    assert (settings.hook, settings.imap, settings.oauth) == (
        HookAccess(HookForm.MAILGUN, "sixteen/letters!"),
        None,
        None,
    )
    assert "sixteen/letters!" in settings.get_secrets()
    assert "sixteen" not in f"{settings!r}{settings.hook!r}"


async def test_it_is_ready_once_its_door_is_open(database: Database) -> None:
    """A proxy that waits for readiness sends nothing before; a quiet copy never opens it, and is ready without."""
    async with posted(database) as post:
        state, pages = _Parts(MailAlarm(database, post.stage.clock)), Pages()
        said = []
        for state.outbox, state.quiet_since in ((None, None), (None, post.stage.clock()), (post.outbox, None)):
            _show(pages, database, state, has_door=True)
            said.append(await pages.checks["door"]())
        assert said == ["mails are not taken yet", None, None]
        _show(pages, database, _Parts(state.alarm), has_door=False)
        assert await pages.checks["door"]() is None
