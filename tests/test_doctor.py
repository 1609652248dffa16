"""Broken installations, each with what the doctor says of it; the services are the simulated ones."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from aiohttp import web

from bot.settings import BotSettings
from db import encryption
from db.database import Database
from db.embedded.shared_server import EmbeddedServer
from doctor.__main__ import examine_all, main
from doctor.database import DatabaseFacts
from doctor.findings import Finding, Level, dump_findings, format_findings
from doctor.telegram import _examine_clock, examine_telegram
from ops.backup import rotation
from ops.http import serve_app
from ops.version import describe_version
from tests.mail.servers import PASSWORD, USER, serving_mail
from tests.operation.doors import VERA, Surroundings, surroundings
from todoist_sync import webhook

pytestmark = pytest.mark.xdist_group("doctor")
OK, WARNING, WRONG = Level.OK, Level.WARNING, Level.WRONG
NOBODY = "http://127.0.0.1:9"


@dataclass
class Bench:
    """An installation in a folder of its own, which a case breaks."""

    around: Surroundings
    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    page: tuple[int, str] = (200, "ok\n")
    silent: asyncio.Server | None = None

    async def examine(self, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
        monkeypatch.chdir(self.folder)
        for name, value in self.env.items():
            monkeypatch.setenv(name, value)
        return await examine_all()


@pytest_asyncio.fixture
async def bench(emptied_url: str, tmp_path: Path) -> AsyncIterator[Bench]:
    async with surroundings(emptied_url) as around:
        simulated = around.simulated
        env = {
            "BOT_TOKEN": simulated.telegram.token,
            "TELEGRAM_API_URL": simulated.telegram_url,
            "TODOIST_API_TOKEN": simulated.todoist_token,
            "TODOIST_API_URL": simulated.todoist_url,
            "DATABASE_URL": emptied_url,
            "ADMIN_IDS": str(VERA),
            "TIMEZONE": "Europe/Riga",
            "WEB_URL": "off",
        }
        made = Bench(around, tmp_path, env)
        yield made
        if made.silent is not None:
            made.silent.close()
        await in_database(*_ROOM_AGAIN)(replace(made, env={"DATABASE_URL": emptied_url}))
    encryption.use_keys(())


Break = Callable[[Bench], Awaitable[None]]


def with_env(**values: str) -> Break:
    async def change(bench: Bench) -> None:
        bench.env |= values

    return change


def in_telegram(verb: str, **given: object) -> Break:
    async def change(bench: Bench) -> None:
        await bench.around.telegram.do(verb, **given)

    return change


def in_group(then: str = "", **given: object) -> Break:
    async def change(bench: Bench) -> None:
        made = await bench.around.telegram.do("group", person=VERA, title="The team")
        bench.env["STAFF_CHAT_ID"] = str(made["id"])
        if then:
            await bench.around.telegram.do(then, person=VERA, chat=made["id"], **given)

    return change


_SAID = """
insert into entries (kind, author_name, origin, body, created_at)
values ('comment', 'Rita', 'telegram', 'It burns', now())
"""


async def leave_words_readable(bench: Bench) -> None:
    await in_database(_SAID)(bench)
    bench.env |= {"SEAL_WORDS": "true", "DATA_KEY": "A" * 43 + "="}


async def listen_without_an_answer(bench: Bench) -> None:
    bench.silent = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1")
    port = bench.silent.sockets[0].getsockname()[1]
    bench.env |= {"TODOIST_CLIENT_ID": "app", "TODOIST_CLIENT_SECRET": "s", "HTTP_PORT": str(port)}


async def rename_a_variable(bench: Bench) -> None:
    bench.env["TODOIST_TOKEN"] = bench.env.pop("TODOIST_API_TOKEN")


async def misspell_the_token(bench: Bench) -> None:
    bench.env["BOT_TOKENN"] = bench.env.pop("BOT_TOKEN")


async def open_the_file(bench: Bench) -> None:
    (bench.folder / ".env").write_text("LOCALE=en\n")
    (bench.folder / ".env").chmod(0o644)


async def name_no_database(bench: Bench) -> None:
    bench.env["DATABASE_URL"] = bench.env["DATABASE_URL"].replace("/emptied?", "/gone?")


async def revoke_the_board(bench: Bench) -> None:
    await bench.around.todoist.do("token/revoke", user=bench.around.simulated.bot_user["id"])


async def make_twins(bench: Bench) -> None:
    for _ in range(2):
        await bench.around.todoist.do("project/add", **{"as": bench.around.simulated.bot_user["id"]}, name="Support")


async def leave_an_old_backup(bench: Bench) -> None:
    (bench.folder / rotation.make_name(datetime.now(UTC) - timedelta(days=4))).write_bytes(b"rows")
    bench.env |= {"BACKUP_HOURS": "24", "BACKUP_DIR": str(bench.folder)}


def in_database(*statements: str) -> Break:
    async def change(bench: Bench) -> None:
        connection = await asyncpg.connect(bench.env["DATABASE_URL"])
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    return change


_ALONE = """
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and starts_with(application_name, 'pulldesk-')
"""
_FULL = (
    "create schema crowded",
    "create function crowded.generate_series(int, int) returns int language plpgsql as "
    "$$ begin raise exception 'could not extend file' using errcode = '53100'; end $$",
    "do $$ begin execute format('alter database %I set search_path = public, crowded, pg_catalog', "
    "current_database()); end $$",
)
_ROOM_AGAIN = (
    "drop schema if exists crowded cascade",
    "do $$ begin execute format('alter database %I reset search_path', current_database()); end $$",
)
_PANEL = {"WEB_URL": NOBODY, "WEB_PORT": "9"}
_MAIL = {
    "MAIL_URL": "imap://desk:s3cret@127.0.0.1:9",
    "MAIL_SMTP_URL": "smtp://127.0.0.1",
    "MAIL_ADDRESS": "help@desk.example",
}
_WORK = """
insert into jobs (box, key, payload, lane, created_at, due_at)
values ('to_telegram', 'chat:1', '', 0, now() - interval '7 min', now() - interval '7 min')
"""
_GROUP = (
    "insert into people (id, telegram_id, name, role, created_at) values (70, -100500, 'Hall', 'intake_group', now())",
    "insert into chats (person_id, kind, title, allowed_at, created_at) values (70, 'group', 'Hall', now(), now())",
)


CASES: dict[str, tuple[Break, Level, str, str]] = {
    "no token": (with_env(BOT_TOKEN=""), WRONG, "settings", "BOT_TOKEN is missing"),
    "a cut token": (with_env(BOT_TOKEN="123"), WRONG, "settings", "BOT_TOKEN should hold the bot's token"),
    "a misspelt token": (misspell_the_token, WRONG, "settings", "BOT_TOKENN is set: is it misspelt?"),
    "another name": (rename_a_variable, WARNING, "settings", "TODOIST_TOKEN is no setting"),
    "no zone": (with_env(TIMEZONE="Europe/Rome2"), WRONG, "settings", "TIMEZONE should hold a time zone"),
    "zone not set": (with_env(TIMEZONE=""), WARNING, "time zone", "people read times in UTC"),
    "an open file": (open_the_file, WARNING, "settings", "every user of this machine can read .env"),
    "no server": (
        with_env(DATABASE_URL="postgresql://desk:s3cret@127.0.0.1:9/desk"),
        WRONG, "database", "127.0.0.1:9, database 'desk', user 'desk'",
    ),
    "no database": (name_no_database, WRONG, "database", "DATABASE_URL should hold an address"),
    "half a webhook": (with_env(TODOIST_CLIENT_ID="app"), WRONG, "settings", "TODOIST_CLIENT_SECRET is missing"),
    "a revoked token": (in_telegram("token/revoke"), WRONG, "Telegram", "the token is refused"),
    "no way out": (with_env(TELEGRAM_API_URL=NOBODY), WRONG, "Telegram", "is out of reach"),
    "a foreign webhook": (in_telegram("foreign_webhook"), WRONG, "Telegram", "a webhook at elsewhere.example"),
    "another poller": (
        in_telegram("fault", method="getUpdates", status=409), WRONG, "Telegram", "another program polls",
    ),
    "an unknown group": (with_env(STAFF_CHAT_ID="-100500"), WRONG, "staff group", "the bot does not know this group"),
    "thrown out": (in_group("group/kick"), WRONG, "staff group", "the bot is not in the group"),
    "a moved group": (in_group("group/migrate"), WRONG, "staff group", "has become a supergroup"),
    "a refused board": (revoke_the_board, WRONG, "Todoist", "TODOIST_API_TOKEN is refused"),
    "no way to the board": (with_env(TODOIST_API_URL=NOBODY), WRONG, "Todoist", "is out of reach"),
    "no project": (with_env(TODOIST_PROJECT_ID="gone"), WRONG, "Todoist", "the project is not there any more"),
    "two projects": (make_twins, WRONG, "Todoist", "2 projects are called Support"),
    "an open board": (
        in_database("insert into people (id, name, role, created_at) values (70, 'Tina', 'trainee', now())"),
        WARNING, "Todoist", "answers without approval, also an unlinked one of Tina",
    ),
    "no todoist_sync": (
        with_env(TODOIST_CLIENT_ID="app", TODOIST_CLIENT_SECRET="s", HTTP_PORT="9"),
        WARNING, "webhook", "nobody listens on 127.0.0.1:9",
    ),
    "a todoist_sync that hangs": (listen_without_an_answer, WARNING, "webhook", "does not answer on 127.0.0.1:"),
    "an old backup": (leave_an_old_backup, WRONG, "backup", "the newest backup is 4 days old"),
    "no backup yet": (with_env(BACKUP_HOURS="24"), WARNING, "backup", "there is no backup in"),
    "a misspelt backup": (with_env(BACKUP_HOUR="24"), WARNING, "settings", "BACKUP_HOUR is no setting"),
    "a wrong key": (with_env(BACKUP_KEY="short"), WRONG, "settings", "BACKUP_KEY should hold keys of 32 bytes"),
    "a restored database": (
        in_database("insert into desk (id, recovery, backup_at) values (1, 'board', now())"),
        WARNING, "database", "nothing is sent until all is compared",
    ),
    "a quiet copy": (
        in_database("insert into desk (id, is_quiet, backup_at) values (1, true, now())"),
        WARNING, "database", "this is a quiet copy",
    ),
    "readable words": (leave_words_readable, WARNING, "database", "words from before can still be read"),
    "words without a key": (with_env(SEAL_WORDS="true"), WRONG, "settings", "DATA_KEY is missing"),
    "no CRM": (with_env(**_PANEL, CRM_URL=NOBODY), WRONG, "CRM", "CRM_URL is out of reach"),
    "no account data": (
        with_env(**_PANEL, ACCOUNT_URL=NOBODY, ACCOUNT_SECRET="whsec_" + "A" * 32, WEBHOOK_ALLOW="127.0.0.1"),
        WRONG, "account data", "ACCOUNT_URL is out of reach",
    ),
    "no gateway": (
        with_env(GATEWAY_URL=NOBODY, GATEWAY_SECRET="whsec_" + "A" * 32, WEBHOOK_ALLOW="127.0.0.1"),
        WRONG, "SMS and calls", "GATEWAY_URL is out of reach",
    ),
    "no room": (in_database(*_FULL), WRONG, "database", "the disk of PostgreSQL is full"),
    "no mailbox": (with_env(**_MAIL), WRONG, "e-mail", "MAIL_URL does not work: Connection refused"),
    "a misspelt topic": (
        with_env(**_MAIL | {"MAIL_ADDRESS": "help@desk.example = Invoises"}),
        WARNING, "e-mail", "MAIL_ADDRESS: help@desk.example names the topic 'Invoises'",
    ),
    "nobody to post mails to": (
        with_env(**_MAIL | {"MAIL_URL": "webhook://:s3cret-of-sixteen@mailgun", "MAIL_HTTP_PORT": "9"}),
        WARNING, "e-mail", "mail does not answer on 127.0.0.1:9",
    ),
    "no access token": (
        with_env(**_MAIL | {"MAIL_URL": "imap://desk@127.0.0.1:9", "MAIL_OAUTH": "http://i:s3cret@127.0.0.1:9/?scope=a"}),
        WRONG, "e-mail", "no access token: ConnectError",
    ),
    "work that nobody does": (
        in_database(_WORK, _WORK), WARNING, "database", "2 jobs of to_telegram wait, the oldest for 7 min"
    ),
    "an unknown intake group": (in_database(*_GROUP), WRONG, "groups", "-100500: the bot does not know this group"),
    "no web": (with_env(WEB_URL=NOBODY, WEB_PORT="9"), WARNING, "panel", "web does not answer on 127.0.0.1:9"),
}  # fmt: skip


async def test_a_mailbox_that_can_be_read_is_all_well(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving_mail(bench.around.simulated.clock.now) as server:
        account = f"{USER}:{PASSWORD}@127.0.0.1"
        urls = {
            "MAIL_URL": f"imap://{account}:{server.imap_port}",
            "MAIL_SMTP_URL": f"smtp://{account}:{server.smtp_port}",
        }
        bench.env |= _MAIL | urls
        found = await bench.examine(monkeypatch)
        assert [one.level for one in found if one.about == "e-mail"] == [OK, OK, WARNING]
        bench.env["MAIL_AUTH_SERVER"] = "mx.desk.example"
        found = await bench.examine(monkeypatch)
        assert [one.level for one in found if one.about == "e-mail"] == [OK, OK]
        assert server.recipients == []


@pytest.mark.parametrize(
    ("of_bot", "words"),
    [
        ({"silent_for": timedelta(seconds=128)}, "the bot hangs: its process has done nothing for 2 min 8 s"),
        ({"unanswered_since": "2026-11-20T09:00:00+00:00"}, "not answered the bot since 2026-11-20 09:00 UTC"),
        ({"polls": False, "others": True}, "does not run or hangs, while other processes of this help desk run"),
        ({"polls": False}, None),
        ({"silent_for": timedelta(seconds=9)}, None),
    ],
)
async def test_a_bot_that_hangs_or_hears_nothing_is_named(
    bench: Bench, of_bot: dict[str, Any], words: str | None
) -> None:
    settings = BotSettings(_env_file=None, **{name.lower(): value for name, value in bench.env.items()})
    facts = DatabaseFacts(**{"polls": True, "timezone": None, "project_id": None, **of_bot})
    async with httpx.AsyncClient() as client:
        found = await examine_telegram(settings, client, facts)
    wrong = [one.message for one in found if one.level is WRONG]
    assert [words in one for one in wrong if words] == ([True] if words else []), wrong
    assert words or not wrong


@pytest.mark.parametrize("name", CASES)
async def test_a_broken_installation_is_explained(bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    broken, level, about, words = CASES[name]
    await broken(bench)
    secrets = [value for key, value in bench.env.items() if "TOKEN" in key and len(value) > 10]
    found = await bench.examine(monkeypatch)
    said = [one for one in found if one.level is not OK]
    assert [(one.level, one.about) for one in said if words in one.message] == [(level, about)], format_findings(found)
    assert all(one.advice for one in said)
    assert not any(secret in format_findings(found) for secret in [*secrets, "s3cret"])


def test_a_wrong_clock_is_a_fault_but_not_the_demos_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    date = format_datetime(datetime.now(UTC) - timedelta(minutes=4), usegmt=True)
    found = _examine_clock(date)
    assert (found.level, "seconds ahead of Telegram's" in found.message) == (WRONG, True)
    (tmp_path / "ahead").write_text("0")
    monkeypatch.setenv("PULLDESK_CLOCK", str(tmp_path / "ahead"))
    assert _examine_clock(date).level is WRONG
    monkeypatch.setenv("PULLDESK_SANDBOX", "demo")
    assert _examine_clock(date).level is OK


async def test_a_whole_installation_is_all_well(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.around.simulated.telegram.has_privacy_mode = False
    await in_group()(bench)
    found = await bench.examine(monkeypatch)
    assert [one for one in found if one.level is not OK] == []
    assert json.loads(dump_findings(found))[0] == {
        "about": "settings", "level": "ok", "message": "every variable can be read", "advice": ""
    }  # fmt: skip


async def test_all_wrong_variables_are_named_at_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {"TIMEZONE": "Mars/X", "HTTP_PORT": "abc", "WEB_URL": "http://desk.example", "BOT_TOKEN": "1:a",
             "WEB_PORT": "abc", "BACKUP_KEEP": "often", "BACKUP_HOURS": "soon"}  # fmt: skip
    bench.env |= wrong
    found = await bench.examine(monkeypatch)
    assert sorted(one.message.split()[0] for one in found) == sorted(wrong)
    assert {(one.about, one.level) for one in found} == {("settings", WRONG)}


async def test_an_empty_directory_stays_empty(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    del bench.env["DATABASE_URL"]
    found = await bench.examine(monkeypatch)
    assert [one.level for one in found if one.about == "database"] == [OK]
    assert list(bench.folder.iterdir()) == []


async def test_a_database_of_a_newer_version_is_named(
    bench: Bench, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.env["DATABASE_URL"] = database_url
    await in_database("update alembic_version set version_num = '9999_later'")(bench)
    found = [one for one in await bench.examine(monkeypatch) if one.about == "database"]
    words = "of this version or an older one, not of a newer (9999_later)"
    assert [(one.level, words in one.message) for one in found] == [(WRONG, True)]


async def test_privacy_mode_is_named_where_a_group_is_allowed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.around.simulated.telegram.has_privacy_mode = True
    assert not [one for one in await bench.examine(monkeypatch) if one.about == "groups"]
    await in_database(*_GROUP)(bench)
    found = [one for one in await bench.examine(monkeypatch) if one.about == "groups" and one.level is WARNING]
    assert ["privacy mode is on" in one.message and "/setprivacy" in one.advice for one in found] == [True]


async def test_privacy_mode_is_named_in_the_staff_group(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    await in_group()(bench)
    for has_privacy_mode, rights, level in ((True, None, WARNING), (True, {}, OK), (False, None, OK)):
        bench.around.simulated.telegram.has_privacy_mode = has_privacy_mode
        chat = int(bench.env["STAFF_CHAT_ID"])
        await bench.around.telegram.do("group/admin", person=VERA, chat=chat, undo=rights is None)
        found = [one for one in await bench.examine(monkeypatch) if one.about == "staff group"]
        assert found[-1].level is level and ("replies to colleagues" in found[-1].message) is (level is WARNING)


_WITH_TOPICS = "insert into settings (key, value, version, changed_at) values ('{}', '{}', 1, now())"


async def test_what_topics_lack_in_the_staff_group_is_named(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.around.simulated.telegram.has_privacy_mode = False
    await in_group()(bench)
    await in_database(_WITH_TOPICS.format("group_tickets", '["created", "topics"]'))(bench)
    chat, found = int(bench.env["STAFF_CHAT_ID"]), list[str]()
    for verb, given in (("group/mute", {"undo": True}), ("group/forum", {}), ("group/admin", {"rights": _PART})):
        await bench.around.telegram.do(verb, person=VERA, chat=chat, **given)
        said = await bench.examine(monkeypatch)
        found.append(" ".join(one.message for one in said if one.about == "staff group" and one.level is WARNING))
    assert "which the group has not" in found[0]
    assert [name in found[1] for name in ("Manage topics", "Delete messages", "Pin messages")] == [True] * 3
    assert [name in found[2] for name in ("Manage topics", "Delete messages", "Pin messages")] == [False, False, True]


_PART = ["can_manage_topics", "can_delete_messages"]


async def test_a_bot_without_topics_in_private_chats_is_named(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    await in_database(_WITH_TOPICS.format("request_topics", "true"))(bench)
    for has_topics in (False, True):
        await bench.around.telegram.do("topics", on=has_topics)
        said = " ".join(one.message for one in await bench.examine(monkeypatch) if one.level is WARNING)
        assert ("topics in private chats" in said) is not has_topics


@pytest.mark.parametrize(("status", "level"), [(401, WRONG), (404, OK)])
async def test_a_crm_that_refuses_its_token_is_named(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, status: int, level: Level
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status)

    app = web.Application()
    app.router.add_get("/", answer)
    async with serve_app(app, "127.0.0.1", 0, variable="WEB_PORT") as port:
        bench.env |= {**_PANEL, "CRM_URL": f"http://127.0.0.1:{port}", "CRM_TOKEN": "a-token-of-the-crm"}
        found = await bench.examine(monkeypatch)
    assert [one.level for one in found if one.about == "CRM"] == [level]
    assert "a-token-of-the-crm" not in format_findings(found)


async def test_an_older_database_is_migrated_by_the_next_start(
    bench: Bench, server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.env |= {"DATABASE_URL": await server.create_database("empty_desk"), "DB_AUTO_MIGRATE": "false"}
    found = await bench.examine(monkeypatch)
    await server.drop_database("empty_desk")
    assert [(one.message.split(" is at ")[-1][:15], one.advice) for one in found if one.about == "database"] == [
        ("no revision yet", "make migrate")
    ]


@pytest.mark.parametrize(
    ("secret", "said"), [("the same", "takes signed"), ("another", "refuses"), ("no room", "cannot store")]
)
async def test_a_signed_webhook_is_tried(
    bench: Bench, database: Database, monkeypatch: pytest.MonkeyPatch, secret: str, said: str
) -> None:
    async def refuse(_request: web.Request) -> web.Response:
        return web.Response(status=503)

    app = web.Application()
    if secret == "no room":
        app.router.add_post(webhook.PATH, refuse)
    else:
        webhook.add_routes(app, database, secret="the same", now=bench.around.simulated.clock.now)
    async with serve_app(app, "127.0.0.1", 0, variable="HTTP_PORT") as port:
        bench.env |= {"TODOIST_CLIENT_ID": "app", "TODOIST_CLIENT_SECRET": secret, "HTTP_PORT": str(port)}
        found = await bench.examine(monkeypatch)
    assert [said in one.message for one in found if one.about == "webhook"] == [True]


@pytest.mark.parametrize(("page", "level"), [("ok\n", OK), ("<h1>Welcome to nginx</h1>", WRONG)])
async def test_the_panel_is_asked_for_under_its_address(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, page: str, level: Level
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=page)

    app = web.Application()
    app.router.add_get("/healthz", answer)
    async with serve_app(app, "127.0.0.1", 0, variable="WEB_PORT") as port:
        bench.env |= {"WEB_URL": f"http://127.0.0.1:{port}", "WEB_PORT": str(port)}
        found = await bench.examine(monkeypatch)
    assert [one.level for one in found if one.about == "panel"][-1] is level


async def test_a_panel_that_nobody_asked_for_is_examined_and_is_no_trouble(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def say_panel() -> list[tuple[Level, str]]:
        found = await bench.examine(monkeypatch)
        return [(one.level, one.message) for one in found if one.about == "panel"]

    async def answer(_: web.Request) -> web.Response:
        return web.Response(text="ok\n", status=status)

    status, app = 200, web.Application()
    app.router.add_get("/healthz", answer)
    async with serve_app(app, "127.0.0.1", 0, variable="WEB_PORT") as port:
        url = f"http://127.0.0.1:{port}"
        bench.env |= {"WEB_URL": "", "WEB_PORT": str(port)}
        assert await say_panel() == [(OK, f"web answers at {url}, on this machine alone")]
        status = 404
        (taken,) = await say_panel()
        assert taken[0] is WARNING and f"WEB_PORT should hold a free port: 127.0.0.1:{port}" in taken[1]
    assert await say_panel() == [(OK, f"make run starts it at {url}, on this machine alone")]


async def test_the_command_says_by_its_code_whether_something_is_wrong(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it is typed where something is wrong; otherwise without the two starts, which take ten seconds."""
    await in_database(_ALONE)(bench)  # what other tests keep open is a process without a bot
    monkeypatch.chdir(bench.folder)
    for name, value in bench.env.items():
        monkeypatch.setenv(name, value)
    assert await asyncio.to_thread(main, []) == 0
    said = capsys.readouterr().out
    assert f"pulldesk {describe_version()}" in said
    assert said.splitlines()[-1].split(",")[0] == "0 wrong"
    await in_telegram("token/revoke")(bench)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "ops", "doctor", "--json", cwd=bench.folder, env=bench.env | {"LANG": "C.UTF-8"},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await process.communicate()
    assert process.returncode == 1
    assert [one["about"] for one in json.loads(out) if one["level"] == "wrong"] == ["Telegram"]
    assert main(["--yaml"]) == 2
