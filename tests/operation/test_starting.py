"""How the doors start, wait and refuse: what product.md §6 says of settings, services, database and mark."""

from __future__ import annotations

import re
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot import app
from bot.api import reach
from bot.updates import poller
from db.database import create_engine
from db.settings import Settings, SettingsError
from migrations.__main__ import main as migrations_main
from tests.kill.door import Door
from tests.operation.doors import VERA, Surroundings, Working, at_work
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("6 Names that others rely on")

DOORS = ["bot", "board"]


async def refused(around: Surroundings, door: str, **settings: object) -> str:
    """The line with which a door ends by itself."""
    async with at_work(around, getattr(around, door)(**settings)) as working:
        with pytest.raises(SettingsError) as line:
            await working.ended
    assert "\n" not in str(line.value)
    return str(line.value)


# The first admin


async def test_the_first_admins_link_is_seen_at_once_where_standard_output_is_a_file(
    around: Surroundings, tmp_path: Path
) -> None:
    url = around.simulated.telegram_url
    own = {"BOT_TOKEN": around.simulated.telegram.token, "TELEGRAM_API_URL": url, "DATABASE_URL": around.database_url}
    door = Door("bot", own, tmp_path)
    await door.start()
    try:

        async def is_said() -> bool:
            return "Open this link to become the first admin: https://t.me/" in door.log()

        await around.until(is_said, "the link is there")
        assert door.alive
    finally:
        await door.stop()


# Telegram


async def test_telegram_refusing_the_token_ends_the_bot(around: Surroundings) -> None:
    other = SecretStr("123456:" + "x" * 35)
    assert (await refused(around, "bot", bot_token=other)).startswith(
        "BOT_TOKEN is refused by Telegram: it should hold"
    )


async def test_a_token_revoked_while_at_work_lets_the_bot_rest_until_it_is_taken_again(
    around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The minutes are short here. Admins are told in the panel, and in Telegram when that is possible again. At the
    start it is refused once, too, which is no verdict."""
    await around.telegram.do("fault", method="getMe", status=401, times=app._REFUSALS_AT_START - 1)
    monkeypatch.setattr(reach, "REFUSED_SECONDS", 0.2)
    for module in (app, poller):
        monkeypatch.setattr(module, "REFUSED_REST_SECONDS", 0.1)
    async with at_work(around, around.bot()) as working:
        await working.until_ready()
        await around.telegram.do("message", person=VERA, text="/start")
        await around.until(lambda: around.chat(VERA), "Vera is greeted")
        await around.telegram.do("token/revoke")
        await around.telegram.do("fault", method="getUpdates", reset=True)  # ends the poll under way
        await working.until_ready(telegram="token refused")
        await around.until(lambda: _find_trouble(around, "token"), "it is noted for the panel")
        assert not working.ended.done()
        await around.telegram.do("message", person=VERA, text="/help")
        await around.telegram.do("token/revoke", undo=True)
        await working.until_ready()
        await around.until(lambda: around.told(VERA, piece_of("help-staff")), "the bot works on")
        await around.until(lambda: around.told(VERA, piece_of("token-refused-over")), "Vera is told")
        assert not await _find_trouble(around, "token")


async def _find_trouble(around: Surroundings, what: str) -> bool:
    async with create_engine(around.database_url).connect() as connection:
        return what in (await connection.execute(text("select troubles from desk"))).scalar_one()


async def test_telegram_out_of_reach_is_waited_for(around: Surroundings) -> None:
    await around.telegram.do("fault", method="getMe", reset=True, times=None)
    async with at_work(around, around.bot()) as working:
        await working.until_ready(telegram="no answer")
        assert await working.get("/healthz") == (200, "ok\n")
        await around.telegram.do("message", person=VERA, text="/start")
        await around.telegram.do("fault/clear")
        await working.until_ready()
        await around.until(lambda: around.told(VERA, "first admin"), "Vera is greeted")


async def test_another_poller_fails_readyz_and_admins_are_told(around: Surroundings) -> None:
    async with at_work(around, around.bot()) as working:
        await around.telegram.do("message", person=VERA, text="/start")
        await around.until(lambda: around.chat(VERA), "Vera is greeted")
        text = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
        await around.telegram.do("fault", method="getUpdates", status=409, description=text, times=2)
        await around.telegram.do("message", person=VERA, text="/help")
        await working.until_ready(telegram="another poller")
        await around.until(lambda: around.told(VERA, piece_of("second-poller")), "Vera is told")
        await working.until_ready()
        await around.until(lambda: around.told(VERA, piece_of("help-staff")), "work goes on")
        assert len([t for t in await around.chat(VERA) if "Another program" in t]) == 1


async def test_of_two_desks_with_one_token_each_tells_its_admins_and_counts_it(
    around: Surroundings, empty_url: str
) -> None:
    async with at_work(around, around.bot()) as first:
        await around.telegram.do("message", person=VERA, text="/start")
        await around.until(lambda: around.told(VERA, "first admin"), "Vera is greeted")
        assert 'pulldesk_api_errors_total{kind="conflict",side="telegram"}' in (await first.get("/metrics"))[1]
        async with at_work(around, around.bot(database_url=SecretStr(empty_url))):
            await around.until(lambda: around.told(VERA, piece_of("second-poller")), "Vera is told")


async def test_the_age_of_the_last_poll_grows_while_telegram_is_away(around: Surroundings) -> None:
    async with at_work(around, around.bot()) as working:
        await working.until_ready()
        assert await _poll_age(working) < 30
        await around.telegram.do("fault", method="getUpdates", reset=True, times=None)
        await working.until_ready(telegram="no answer")
        age = await _poll_age(working)

        async def is_older() -> bool:
            return await _poll_age(working) > age

        await around.until(is_older, "it grows")


async def _poll_age(working: Working) -> float:
    figures = (await working.get("/metrics"))[1]
    return float(re.search(r"^pulldesk_telegram_poll_age_seconds (\S+)$", figures, re.MULTILINE)[1])  # type: ignore[index]


async def test_a_foreign_webhook_is_removed_and_said(around: Surroundings) -> None:
    async with at_work(around, around.bot()) as working:
        await around.telegram.do("message", person=VERA, text="/start")
        await around.until(lambda: around.chat(VERA), "Vera is greeted")
        await around.telegram.do("foreign_webhook", url="https://elsewhere.example/hook")
        await around.until(lambda: around.told(VERA, piece_of("foreign-webhook-removed")), "Vera is told")
        assert around.simulated.telegram.webhook_url == ""
        await around.telegram.do("message", person=VERA, text="/help")
        await around.until(lambda: around.told(VERA, piece_of("help-staff")), "work goes on")
        await working.until_ready()


# Todoist


async def test_without_a_todoist_token_the_board_door_serves_and_idles(around: Surroundings) -> None:
    async with at_work(around, around.board(todoist_api_token=None)) as working:
        await working.until_ready()
        assert await working.get("/healthz") == (200, "ok\n")
        status, metrics = await working.get("/metrics")
        assert status == 200
        assert "pulldesk_tables_readable 1.0" in metrics
        async with around.http.post(working.url + "/webhooks/todoist", data=b"{}") as answer:
            assert answer.status == 401
        await working.stop()
    assert (await around.todoist.read("calls"))["count"] == 0


async def test_a_desk_without_a_board_says_so_at_start(
    around: Surroundings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = around.bot(todoist_api_token=None), around.board(todoist_api_token=None)
    said = ""

    async def both() -> bool:
        nonlocal said
        said += "".join(capsys.readouterr())
        return said.count("TODOIST_API_TOKEN is empty: the desk works without a board") == 2

    async with at_work(around, settings[0]) as bot, at_work(around, settings[1]) as board:
        await bot.until_ready()
        await board.until_ready()
        await around.until(both, "each says so once")


async def test_two_projects_of_the_name_end_the_board_door(around: Surroundings) -> None:
    owner = around.simulated.bot_user["id"]
    for _ in range(2):
        await around.todoist.do("project/add", **{"as": owner}, name="Support")
    line = await refused(around, "board")
    assert line.startswith("TODOIST_PROJECT_ID should hold the id of the project: there are two named 'Support'")


async def test_todoist_out_of_reach_is_waited_for(around: Surroundings) -> None:
    await around.todoist.do("fault", path="*", status=503, html=True, times=None)
    async with at_work(around, around.board()) as working:
        await working.until_ready(todoist="no answer")
        await around.until(lambda: _calls(around), "it has tried")
        await around.todoist.do("fault/clear")
        await around.until(lambda: _project(around), "the board is made")
        await working.until_ready()


@pytest.mark.parametrize(
    ("settings", "said", "state"),
    [
        ({"todoist_api_token": SecretStr("no-longer-good")}, text_of("board-trouble-token"), "token refused"),
        ({"todoist_project_id": "6XGgm6PHrGgMpCFX"}, text_of("board-trouble-project"), "no board"),
        ({"todoist_project_name": "Seventh"}, text_of("board-trouble-projects"), "no board"),
        ({"todoist_project_name": "Second"}, text_of("board-trouble-sections"), "no board"),
    ],
)
async def test_what_todoist_refuses_is_told_to_the_admins_once_and_work_waits(
    around: Surroundings, settings: dict[str, object], said: str, state: str
) -> None:
    owner = around.simulated.bot_user["id"]
    for name in ("Support", "Second", "Third", "Fourth", "Fifth"):  # as many as a free account may have
        made = await around.todoist.do("project/add", **{"as": owner}, name=name)
        for n in range(20 if name == "Second" else 0):  # as many as a project may have
            await around.todoist.do("section/add", **{"as": owner}, project_id=made["id"], name=f"Ours {n}")
    async with at_work(around, around.bot()) as bot:
        await bot.until_ready()
        await around.telegram.do("message", person=VERA, text="/start")
        await around.until(lambda: around.chat(VERA), "Vera is greeted")
        for _ in range(2):
            before = await _calls(around)
            async with at_work(around, around.board(**settings)) as board:
                await board.until_ready(todoist=state)
                await around.until(lambda seen=before: _more_calls(around, seen), "it has tried")
                await around.until(lambda: around.told(VERA, said), "Vera is told")
        await around.telegram.do("message", person=VERA, text="/help")
        await around.until(lambda: around.told(VERA, piece_of("help-staff")), "the bot works on")
        assert len([text for text in await around.chat(VERA) if said in text]) == 1
        async with at_work(around, around.board()):
            await around.telegram.do("message", person=VERA, text="/new The door of hall A is locked")
            await around.until(lambda: _task(around), "what waited comes onto the board")


async def _more_calls(around: Surroundings, before: int) -> bool:
    return await _calls(around) > before


async def _task(around: Surroundings) -> bool:
    return any(t["content"].startswith("#1 ") for t in (await around.todoist.read("state"))["tasks"])


async def _calls(around: Surroundings) -> int:
    return int((await around.todoist.read("calls"))["count"])


async def _project(around: Surroundings) -> bool:
    return any(p["name"] == "Support" for p in (await around.todoist.read("state"))["projects"])


# The database


@pytest.mark.parametrize(
    ("pattern", "replaced", "why"),
    [
        (r":[^:@/]+@", ":wrong@", "the password is wrong"),
        (r"//\w+:", "//nobody:", "the role is unknown or may not connect, or only with TLS: add ?sslmode=require"),
        (r"/e_\w+\?", "/nothere?", "there is no database of that name"),
    ],
)
async def test_a_database_that_refuses_us_is_one_line(
    around: Surroundings, empty_url: str, pattern: str, replaced: str, why: str
) -> None:
    url = SecretStr(re.sub(pattern, replaced, empty_url, count=1))
    for door in DOORS:
        line = await refused(around, door, database_url=url)
        assert line == f"DATABASE_URL should hold an address that PostgreSQL accepts: {why}"


async def test_a_database_of_a_newer_version_is_refused(around: Surroundings) -> None:
    await _execute(around.database_url, "update alembic_version set version_num = '9999_later'")
    for door in DOORS:
        assert "not of a newer" in await refused(around, door)


@pytest.mark.parametrize("door", DOORS)
async def test_a_database_out_of_reach_is_waited_for(around: Surroundings, tmp_path: Path, door: str) -> None:
    sockets = Path(re.search(r"host=([^&]+)", around.database_url)[1])  # type: ignore[index]
    here = tmp_path / "run"
    url = SecretStr(around.database_url.replace(str(sockets), str(here)))
    async with at_work(around, getattr(around, door)(database_url=url)) as working:
        await around.until(working.ready, "it listens")
        assert (await working.ready())["database"] != "ok"
        assert await working.get("/healthz") == (200, "ok\n")
        here.symlink_to(sockets)
        await working.until_ready()


async def test_without_automatic_migration_both_wait_until_make_migrate(around: Surroundings, empty_url: str) -> None:
    settings = {"database_url": SecretStr(empty_url), "db_auto_migrate": False}
    async with at_work(around, around.bot(**settings)) as bot, at_work(around, around.board(**settings)) as board:
        for working in (bot, board):
            await around.until(working.ready, "it listens")
            assert (await working.ready())["database"] == "not migrated"
            assert await working.get("/healthz") == (200, "ok\n")
        line = await migrations_main(Settings(database_url=SecretStr(empty_url)))
        assert line.startswith("the database went from empty to ")
        await bot.until_ready()
        await board.until_ready()
    assert "nothing to do" in await migrations_main(Settings(database_url=SecretStr(empty_url)))


async def test_both_apply_pending_migrations_one_at_a_time(around: Surroundings, empty_url: str) -> None:
    url = SecretStr(empty_url)
    bot, board = around.bot(database_url=url), around.board(database_url=url)
    async with at_work(around, bot) as first, at_work(around, board) as second:
        await first.until_ready()
        await second.until_ready()


# The sandbox's mark


@pytest.mark.parametrize("door", DOORS)
async def test_a_marked_database_is_only_for_what_the_sandbox_started(around: Surroundings, door: str) -> None:
    await _execute(around.database_url, "insert into desk (id, sandbox_mark) values (1, 'm')")
    line = await refused(around, door)
    assert line == "DATABASE_URL or DATA_DIR leads to a database of the sandbox; give the desk one of its own"
    async with at_work(around, getattr(around, door)(sandbox_mark="m")) as working:
        await working.until_ready()


@pytest.mark.parametrize("door", DOORS)
async def test_what_the_sandbox_started_takes_no_other_database(
    around: Surroundings, door: str, empty_url: str
) -> None:
    for url in (around.database_url, empty_url):
        line = await refused(around, door, sandbox_mark="m", database_url=SecretStr(url))
        assert line.startswith("DATABASE_URL leads to a database that the sandbox did not make")
    assert await _execute(empty_url, "select count(*) from pg_tables where schemaname = 'public'") == 0


async def _execute(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()
