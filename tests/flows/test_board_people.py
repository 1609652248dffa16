"""Who is on the board: former members who still write there, somebody who joins, a project that is shared."""

import pytest
from structlog.testing import capture_logs

from db.database import Database
from tests.flows.acts import account, dismissed, filed_and_taken, linked
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage, staged
from tests.sql import scalar

pytestmark = pytest.mark.sentence("The far sides' corners")

ASKED = "The projector in hall B shows everything in green"


async def _dismissed(stage: Stage, olga: Phone) -> str:
    """Olga has left the team, her account is still in the project; its id."""
    user = await linked(stage, olga)
    vera = stage.vera
    await vera.writes("/staff")
    await vera.presses(f"person:{olga.id}")
    await vera.presses(f"dismiss:{olga.id}")
    return user


async def test_admins_are_reminded_daily_and_evict_removes_them(stage: Stage, olga: Phone, ivan: Phone) -> None:
    vera, user = stage.vera, await _dismissed(stage, olga)

    async def reminders() -> int:
        return len([m for m in await vera.received() if "can still write" in words(m)])

    await stage.pass_time(minutes=11)
    assert await reminders() == 1
    await stage.pass_time(hours=12)
    assert await reminders() == 1
    await stage.pass_time(hours=13)
    assert await reminders() == 2
    reminder = await vera.message_with(f"evict:{olga.id}")
    assert "Olga" in words(reminder)
    await ivan.presses(f"evict:{olga.id}", on=await ivan.last_id(), force=True)
    assert user in await _members(stage)
    await vera.presses(f"evict:{olga.id}")
    assert user not in await _members(stage)
    assert "no longer in the Todoist project" in await vera.reads()
    left = await reminders()
    await stage.pass_time(hours=50)
    assert await reminders() == left
    await vera.presses(f"evict:{olga.id}", on=reminder["message_id"], force=True)
    assert "out of date" in (await vera.answer())["text"].lower()


async def _members(stage: Stage) -> list[str]:
    project = await stage.board.project_id()
    return list(next(p["members"] for p in (await stage.board.state())["projects"] if p["id"] == project))


async def test_a_token_that_is_refused_before_there_is_an_admin_is_told_to_the_first_once(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    async with staged(database, admin_ids=frozenset()) as stage:
        code = capsys.readouterr().out.rsplit("?start=", 1)[1].split()[0]
        await stage.todoist.do("token/revoke", user=await account(stage))
        with capture_logs() as logs:
            await stage.pass_time(minutes=30)
        assert any("TODOIST_API_TOKEN is refused" in line["event"] for line in logs)
        first = await stage.phone("First")
        await first.writes(f"/start {code}")
        for _ in range(2):
            await stage.pass_time(minutes=30)
        assert len([t for t in await first.texts() if "no longer accepts the token" in t]) == 1


async def test_a_project_that_is_not_there_is_logged(stage: Stage) -> None:
    with capture_logs() as logs:
        await stage.mirroring.restart(stage.settings, project_id="6V0000000000")
        await stage.pass_time(minutes=1)
    assert any("TODOIST_PROJECT_ID" in line["event"] for line in logs)
    assert [t for t in await stage.vera.texts() if "project" in t]


async def test_a_leaver_who_unlinked_before_is_a_former_member_on_the_board(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, account_of_olga: str
) -> None:
    vera, number = stage.vera, await filed_and_taken(rita, ivan, ASKED)
    await olga.writes("/link off")
    await dismissed(stage, olga)
    before = await rita.texts()
    await stage.board.comment(number, "Answer of a former agent", by=account_of_olga)
    await stage.board.complete(number, by=account_of_olga)
    assert await rita.texts() == before
    assert await scalar(stage, "select kind from entries where body like 'Answer of%'") == "note"
    await stage.pass_time(minutes=11)
    await vera.presses(f"evict:{olga.id}")
    await stage.pass_time(seconds=61)
    assert account_of_olga not in await _members(stage)
