"""`/connect` and `/disconnect`: an admin connects the Todoist account that keeps the board."""

import pytest
from structlog.testing import capture_logs

from db.database import Database
from tests.flows.acts import files, reads_audit
from tests.flows.connecting import APP, KEY, Browser, connecting
from tests.flows.scenes import row
from tests.flows.stage import staged
from tests.sql import scalar
from tests.texts import IN_BOTH, piece_of, text_of

pytestmark = pytest.mark.sentence("4 Status and board")

ASKED = "The projector in hall B shows everything in green"
TROUBLE = "board-trouble-connection"
TO_THE_APP = "Todoist refuses TODOIST_CLIENT_ID or TODOIST_CLIENT_SECRET"


async def _count(desk: Browser, table: str) -> int:
    return int(await scalar(desk.stage, f"select count(*) from {table}"))  # noqa: S608  (a table of ours)


async def _tasks(desk: Browser) -> list[str]:
    found = (await desk.stage.todoist.read("state"))["tasks"]
    return [task["content"] for task in found if task["content"].startswith("#") and not task["checked"]]


async def _refreshed(desk: Browser) -> int:
    calls = (await desk.stage.todoist.read("calls", path="/oauth"))["recent"]
    return len([call for call in calls if call["status"] == 200])


@IN_BOTH
async def test_what_waited_appears_on_the_board_once_an_account_is_connected(database: Database, language: str) -> None:
    async with connecting(database) as desk, desk.stage.speaking(language):
        vera, rita = desk.stage.vera, await desk.stage.phone("Rita")
        await rita.writes("/start")
        await files(rita, ASKED)
        await desk.stage.pass_time(minutes=3)
        assert await _tasks(desk) == []
        assert (await vera.texts()).count(text_of(TROUBLE)) == 1
        status, page = await desk.connects(vera)
        assert (status, text_of("connect-page-done") in page) == (200, True)
        await desk.stage.pass_time(minutes=3)
        assert len(await _tasks(desk)) == 1
        assert text_of("board-connected", by="Vera") in await vera.texts()
        audited = await reads_audit(vera)
        assert text_of("audit-board-connected") in audited
        sealed = await row(desk.stage, "select access_token, refresh_token from board_connection")
        shown = b"".join(bytes(one) for one in sealed)
        assert not any(token.encode() in shown for token in desk.stage.todoist_world.tokens)


async def test_connecting_makes_todoist_send_webhooks_for_that_account(database: Database) -> None:
    async with connecting(database) as desk:
        todoist, rita = desk.stage.todoist, await desk.stage.phone("Rita")
        other = (await todoist.do("user", full_name="The board"))["id"]  # has allowed nothing yet
        await todoist.do("webhooks", url=desk.page.replace("/oauth/", "/webhooks/"), client_secret=APP["client_secret"])
        assert (await desk.connects(desk.stage.vera, user=other))[0] == 200
        await files(rita, ASKED)
        board = next(one for one in (await todoist.read("state"))["tasks"] if one["content"].startswith("#"))
        assert board["added_by_uid"] == other
        counts = (await todoist.read("state"))["webhooks"]
        assert (counts["sent"] > 0, counts["failed"]) == (True, 0)


async def test_a_link_works_once_for_ten_minutes_and_ends_the_one_before(database: Database) -> None:
    async with connecting(database) as desk:
        vera, user = desk.stage.vera, await desk.account()
        first, second = await desk.link(vera), await desk.link(vera)
        expired = text_of("connect-page-expired")
        assert expired in (await desk.opens(await desk.allows(first, user=user)))[1]
        back = await desk.allows(second, user=user)
        assert (await desk.opens(back))[0] == 200
        assert (await desk.opens(back))[0] == 400
        late = await desk.allows(await desk.link(vera), user=user)
        desk.stage.clock.on(minutes=11)
        assert expired in (await desk.opens(late))[1]
        assert (await desk.opens(f"{desk.page}?state=&code=x"))[0] == 400
        assert await _count(desk, "board_connect_codes") == 1


async def test_what_todoist_or_the_admin_refuses_changes_nothing(database: Database) -> None:
    async with connecting(database) as desk:
        vera, user = desk.stage.vera, await desk.account()
        assert text_of("connect-page-denied") in (await desk.opens(await desk.allows(await desk.link(vera))))[1]
        back = await desk.allows(await desk.link(vera), user=user)
        assert text_of("connect-page-refused") in (await desk.opens(back.replace("code=", "code=0")))[1]
        back = await desk.allows(await desk.link(vera), user=user)
        assert text_of("connect-page-denied") in (await desk.opens(back.replace("code=", "no=")))[1]
        back = await desk.allows(await desk.link(vera), user=user)
        await desk.stage.todoist.do("fault", path="oauth/access_token", status=503, times=1)
        assert (await desk.opens(back))[0] == 503
        assert await _count(desk, "board_connection") == 0
        assert (await desk.opens(back))[0] == 200  # the same page, loaded again
        assert await _count(desk, "board_connection") == 1


async def test_tokens_are_refreshed_before_they_expire(database: Database) -> None:
    async with connecting(database) as desk:
        await desk.connects(desk.stage.vera)
        await desk.stage.pass_time(minutes=30)
        assert await _refreshed(desk) == 1
        await desk.stage.pass_time(minutes=27)
        assert await _refreshed(desk) == 2
        await desk.stage.pass_time(minutes=57)
        assert await _refreshed(desk) == 3
        rita = await desk.stage.phone("Rita")
        await files(rita, ASKED)
        assert len(await _tasks(desk)) == 1


async def test_without_an_answer_the_old_token_is_used_as_long_as_it_lasts(database: Database) -> None:
    async with connecting(database) as desk:
        vera, rita = desk.stage.vera, await desk.stage.phone("Rita")
        await desk.connects(vera)
        await desk.stage.settle()
        await desk.stage.todoist.do("fault", path="oauth/access_token", status=500, times=None)
        desk.stage.clock.on(minutes=57)
        await files(rita, ASKED)
        assert len(await _tasks(desk)) == 1
        await desk.stage.pass_time(minutes=10)
        assert text_of(TROUBLE) in await vera.texts()
        await desk.stage.todoist.do("fault/clear")
        await files(rita, "And the sound crackles, too")
        await desk.stage.pass_time(minutes=3)
        assert len(await _tasks(desk)) == 2


@pytest.mark.parametrize(
    "fault",
    [
        *({"status": status, "html": True} for status in (403, 404, 408, 409, 425)),
        {"status": 400, "description": "invalid_request"},
        {"status": 401, "description": "invalid_client"},
    ],
    ids=lambda fault: str(fault["status"]),
)
async def test_no_refusal_but_that_of_the_token_itself_ends_the_connection(
    database: Database, fault: dict[str, object]
) -> None:
    async with connecting(database) as desk:
        vera, rita = desk.stage.vera, await desk.stage.phone("Rita")
        await desk.connects(vera)
        await desk.stage.settle()
        before = (await vera.texts()).count(text_of(TROUBLE))
        await desk.stage.todoist.do("fault", path="oauth/access_token", times=None, **fault)
        desk.stage.clock.on(minutes=57)
        with capture_logs() as lines:
            await files(rita, ASKED)
        assert len(await _tasks(desk)) == 1
        assert (await vera.texts()).count(text_of(TROUBLE)) == before
        assert [TO_THE_APP in line["event"] for line in lines if "Todoist" in line["event"]] == [fault["status"] == 401]
        await desk.stage.todoist.do("fault/clear")
        await desk.stage.pass_time(minutes=10)
        assert (await vera.texts()).count(text_of(TROUBLE)) == before
        assert await scalar(desk.stage, "select refused_at from board_connection") is None
        assert await _refreshed(desk) == 2


async def test_a_connection_that_todoist_ends_is_reported_and_connected_again(database: Database) -> None:
    async with connecting(database) as desk:
        vera, rita, user = desk.stage.vera, await desk.stage.phone("Rita"), await desk.account()
        await desk.connects(vera)
        await desk.stage.settle()
        await desk.stage.todoist.do("token/revoke", user=user)
        await desk.stage.todoist.do(
            "fault", path="oauth/access_token", status=400, description="invalid_grant", times=1
        )
        before = (await vera.texts()).count(text_of(TROUBLE))
        await files(rita, ASKED)
        await desk.stage.pass_time(minutes=3)
        assert (await vera.texts()).count(text_of(TROUBLE)) == before + 1
        await vera.writes("/connect")
        assert piece_of("connect-link-again") in await vera.reads()
        assert (await desk.connects(vera))[0] == 200
        await desk.stage.pass_time(minutes=3)
        assert len(await _tasks(desk)) == 1


async def test_an_older_app_gives_a_token_that_lasts(database: Database) -> None:
    async with connecting(database, expires_in=None) as desk:
        rita = await desk.stage.phone("Rita")
        await desk.connects(desk.stage.vera)
        await desk.stage.pass_time(days=40)
        await files(rita, ASKED)
        assert len(await _tasks(desk)) == 1


@IN_BOTH
async def test_disconnecting_revokes_the_tokens_and_the_operators_own_is_used(
    database: Database, language: str
) -> None:
    async with connecting(database, token=None) as desk, desk.stage.speaking(language):
        vera, rita, world = desk.stage.vera, await desk.stage.phone("Rita"), desk.stage.todoist_world
        own = set(world.tokens)
        await vera.writes("/disconnect")
        assert await vera.reads() == text_of("connect-none")
        await desk.connects(vera)
        await desk.stage.settle()
        assert len(world.tokens) == len(own) + 1
        await vera.writes("/disconnect")
        assert await vera.buttons() == ["disconnect"]
        await vera.presses("disconnect")
        assert text_of("disconnect-done") in await vera.texts()
        await desk.stage.settle()
        assert set(world.tokens) == own
        assert await _count(desk, "board_connection") == 0
        await files(rita, ASKED)
        assert len(await _tasks(desk)) == 1


async def test_without_an_app_it_says_what_is_missing(database: Database) -> None:
    async with staged(database) as stage:
        vera = stage.vera
        await vera.writes("/link board")
        assert await vera.reads() == text_of("connect-no-app")


def test_the_key_of_the_tests_is_one() -> None:
    from cryptography.fernet import Fernet

    assert Fernet(KEY)
