"""The mailbox of a provider that takes no passwords: access tokens are asked for, kept, renewed, and refused."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from db.database import Database
from mail.oauth import AccessTokens, TokenError
from mail.servers import ServerError
from mail.settings import MailSettings, TokenAccess
from ops.clock import choose_clock
from ops.http import serve_app
from tests.flows import cast
from tests.flows.stage import staged
from tests.mail.post import ADDRESS, Post, text_in
from tests.mail.servers import MailServer, serving_mail
from tests.mail.test_by_mail import KIM, _tickets
from tests.texts import piece_of, text_of

_now = choose_clock({})
_REFUSED = 400, {"error": "invalid_grant", "error_description": "the-client-secret is in here"}


@dataclass(slots=True)
class TokenServer:
    """Gives a token to each request, or what `answers` has next: status and body."""

    url: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    answers: list[tuple[int, Any]] = field(default_factory=list)
    is_away: bool = False

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append({name: str(value) for name, value in (await request.post()).items()})
        if self.is_away:
            return web.Response(status=503, text="<h1>Later</h1>")
        given = {"access_token": f"token-{len(self.asked)}", "token_type": "Bearer", "expires_in": 3600}
        status, body = self.answers.pop(0) if self.answers else (200, given)
        return web.json_response(body, status=status)

    def access(self, **changed: str) -> TokenAccess:
        """How the desk asks."""
        usual = {"client_id": "app", "client_secret": "the-client-secret", "refresh_token": "again", "scope": ""}
        return TokenAccess(self.url, **usual | changed)


@asynccontextmanager
async def _giving() -> AsyncIterator[TokenServer]:
    server, app = TokenServer(), web.Application()
    app.router.add_post("/token", server.answer)
    async with serve_app(app, "127.0.0.1", 0, variable="HTTP_PORT") as port:
        server.url = f"http://127.0.0.1:{port}/token"
        yield server


@asynccontextmanager
async def _posted(database: Database) -> AsyncIterator[tuple[Post, TokenServer]]:
    async with (
        staged(
            database, board=False, begins=(cast.rita, cast.olga), team__undo=timedelta(0), mailbox=(ADDRESS,)
        ) as stage,
        serving_mail(stage.clock) as server,
        _giving() as giving,
    ):
        server.bearer = "token-1"
        post = await Post.open(stage, server, tokens=AccessTokens(giving.access(), stage.clock))
        try:
            yield post, giving
        finally:
            await post.aclose()


def _reconnect(post: Post, server: MailServer, token: str) -> None:
    """Let the server take another token from now on, and end the connection, as it does when a token ends."""
    server.bearer = token
    post.collector.mailbox.close()


async def test_one_token_reads_and_sends_until_shortly_before_it_ends(database: Database) -> None:
    async with _posted(database) as (post, giving):
        await post.writes(KIM, "The lamp is broken")
        assert piece_of("mail-receipt") in text_in(post.take_one())
        assert [(one["grant_type"], one["refresh_token"]) for one in giving.asked] == [("refresh_token", "again")]
        post.stage.clock.on(minutes=54)
        _reconnect(post, post.server, "token-1")
        await post.settle()
        assert len(giving.asked) == 1
        post.stage.clock.on(minutes=2)
        _reconnect(post, post.server, "token-2")
        await post.writes(KIM, "The second lamp is broken, too")
        assert len(giving.asked) == 2
        assert await _tickets(post) == 2


async def test_a_token_still_serves_while_its_server_is_away(database: Database) -> None:
    async with _posted(database) as (post, giving):
        await post.settle()
        giving.is_away = True
        post.stage.clock.on(minutes=57)
        _reconnect(post, post.server, "token-1")
        await post.writes(KIM, "The lamp is broken")
        assert await _tickets(post) == 1
        post.stage.clock.on(minutes=4)
        _reconnect(post, post.server, "token-1")
        with pytest.raises(ServerError, match="answered 503") as away:
            await post.collector.collect_once()
        assert not away.value.is_final


async def test_a_token_that_was_revoked_gives_way_to_the_next(database: Database) -> None:
    async with _posted(database) as (post, giving):
        await post.settle()
        _reconnect(post, post.server, "token-2")
        with pytest.raises(ServerError, match="refuses the access token"):
            await post.collector.collect_once()
        await post.writes(KIM, "The lamp is broken")
        assert (len(giving.asked), await _tickets(post)) == (2, 1)
        assert piece_of("mail-receipt") in text_in(post.take_one())


async def test_admins_learn_once_that_the_refresh_is_refused_and_that_it_works_again(database: Database) -> None:
    async with _posted(database) as (post, giving):
        vera, stop = post.stage.vera, asyncio.Event()
        giving.answers = [_REFUSED] * 3
        for _ in range(2):
            assert await post.collector.look(stop) == 60
            await post.stage.settle()
        assert post.collector.trouble == "MAIL_OAUTH is refused: invalid_grant"
        told = [said for said in await vera.texts() if "invalid_grant" in said]
        assert len(told) == 1 and piece_of("mail-stopped", word="invalid_grant") in told[0]
        await post.aclose()
        again = await Post.open(post.stage, post.server, tokens=AccessTokens(giving.access(), post.stage.clock))
        await again.collector.look(stop)  # another process, which is refused, too
        post.server.bearer = "token-4"
        assert await again.collector.look(stop) < 60
        await again.settle()
        assert await vera.reads() == text_of("mail-stopped-over")
        assert len([said for said in await vera.texts() if "invalid_grant" in said]) == 1
        await again.aclose()


async def test_admins_learn_after_a_while_that_the_server_is_away(database: Database) -> None:
    async with _posted(database) as (post, _):
        vera, stop = post.stage.vera, asyncio.Event()
        post.server.is_away = True
        for minutes in (0, 1, 13):
            post.stage.clock.on(minutes=minutes)
            await post.collector.look(stop)
            await post.stage.settle()
            assert not any(piece_of("mail-stopped") in said for said in await vera.texts())
        post.stage.clock.on(minutes=2)
        await post.collector.look(stop)
        await post.stage.settle()
        assert piece_of("mail-stopped") in await vera.reads()


@pytest.mark.parametrize(
    ("answer", "is_final"),
    [
        (_REFUSED, True),
        ((401, {"error": "invalid_client"}), True),
        ((400, {"error": "secret words of nobody"}), False),
        ((400, {"error": "interaction_required", "error_description": "AADSTS50076: secret words"}), True),
        ((400, {"error": "consent_required"}), True),
        ((400, {"error": "invalid_resource"}), True),
        ((403, {"error": {"code": 403, "message": "secret words", "status": "PERMISSION_DENIED"}}), False),
        ((400, {"error": ["invalid_grant"]}), False),
        ((401, {"error": {"invalid_client": 1}, "error_description": {"secret": "words"}}), False),
        ((401, [{"error": "invalid_client"}]), False),
        ((400, {"error": 400, "error_description": 7, "error_codes": "secret"}), False),
        ((503, {"error": "invalid_grant"}), False),
        ((302, {}), False),
        ((200, {}), False),
        ((200, []), False),
        ((200, None), False),
        ((200, {"access_token": "two words"}), False),
        ((200, {"access_token": "a\r\nb"}), False),
        ((200, {"access_token": 7}), False),
        ((200, {"access_token": "good", "expires_in": "soon"}), False),
        ((200, {"access_token": "good", "expires_in": -5}), False),
    ],
)
async def test_an_answer_without_a_token_says_why_in_fixed_words(answer: tuple[int, Any], is_final: bool) -> None:
    async with _giving() as giving:
        giving.answers = [answer]
        with pytest.raises(TokenError) as refused:
            await AccessTokens(giving.access(), _now).get()
        assert refused.value.is_final is is_final
        assert not any(word in str(refused.value) for word in ("secret", "words", "good"))


async def test_microsofts_number_is_told_and_nothing_else_of_its_words() -> None:
    said = "AADSTS7000222: The provided client secret keys for app 'secret words' are expired."
    async with _giving() as giving:
        giving.answers = [(401, {"error": "invalid_client", "error_description": said, "error_codes": [7000222]})]
        with pytest.raises(TokenError, match=r"^MAIL_OAUTH is refused: invalid_client AADSTS7000222$"):
            await AccessTokens(giving.access(), _now).get()


async def test_without_a_refresh_token_the_program_asks_in_its_own_name() -> None:
    async with _giving() as giving:
        tokens = AccessTokens(giving.access(refresh_token="", scope="https://mail.example/.default"), _now)
        assert await asyncio.gather(tokens.get(), tokens.get()) == ["token-1"] * 2
        assert giving.asked == [
            {
                "client_id": "app",
                "client_secret": "the-client-secret",
                "scope": "https://mail.example/.default",
                "grant_type": "client_credentials",
            }
        ]


def test_one_variable_has_it_all_and_hides_it(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "MAIL_URL": "imaps://support%40desk.example@imap.example",
        "MAIL_SMTP_URL": "smtps://support%40desk.example@smtp.example",
        "MAIL_ADDRESS": "support@desk.example",
        "MAIL_OAUTH": "https://12-a.apps.example:GOC%2Fsecret@token.example/x?refresh_token=1//0a+b-_c&scope=a%20b",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = MailSettings.load()
    assert settings.oauth == TokenAccess(
        "https://token.example/x", "12-a.apps.example", "GOC/secret", "1//0a+b-_c", "a b"
    )
    assert settings.imap.has_token and settings.imap.user == "support@desk.example"
    assert {"GOC/secret", "1//0a+b-_c"} <= set(settings.get_secrets())
    assert not any(one in f"{settings!r}{settings.oauth!r}" for one in ("GOC", "1//0a"))
    monkeypatch.setenv("MAIL_URL", "imaps://support%40desk.example:p@imap.example")
    monkeypatch.setenv("MAIL_SMTP_URL", "smtp://localhost")
    assert MailSettings.load().oauth is None
