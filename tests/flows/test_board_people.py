"""Who is on the board: former members who still write there, somebody who joins, a project that is shared."""

import pytest
from structlog.testing import capture_logs

from db.database import Database
from tests.flows.acts import account, dismissed, filed_and_taken, linked
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import Stage, staged
from tests.texts import text_of

pytestmark = pytest.mark.sentence("The far sides' corners")

ASKED = "The projector in hall B shows everything in green"


async def _dismissed(stage: Stage, olga: Phone) -> str:
    """Olga has left the team, her account is still in the project; its id."""
    user = await linked(stage, olga)
    vera = stage.people["Vera"]
    await vera.writes("/staff")
    await vera.presses(f"person:{olga.id}")
    await vera.presses(f"dismiss:{olga.id}")
    return user


async def test_what_a_former_member_writes_on_the_board_stays_inside(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, account_of_olga: str
) -> None:
    number = await filed_and_taken(rita, ivan, ASKED)
    comment = await stage.board.comment(number, "Come at 14:00", by=account_of_olga)
    vera = stage.people["Vera"]
    await vera.writes("/staff")
    await vera.presses(f"person:{olga.id}")
    await vera.presses(f"dismiss:{olga.id}")
    before = await rita.texts()
    await stage.board.comment(number, "Do not listen to them", by=account_of_olga)
    await stage.board.does("comment/update", by=account_of_olga, id=comment["id"], content="Come never")
    assert await rita.texts() == before
    assert (await row(stage, "select kind from entries where body like 'Do not%'"))[0] == "note"
    assert (await row(stage, "select body from entries where body like 'Come%'"))[0] == "Come at 14:00"


async def test_admins_are_reminded_daily_and_evict_removes_them(stage: Stage, olga: Phone, ivan: Phone) -> None:
    vera, user = stage.people["Vera"], await _dismissed(stage, olga)

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
    await ivan.presses(f"evict:{olga.id}", on=(await ivan.last())["message_id"], force=True)
    assert user in await _members(stage)
    await vera.presses(f"evict:{olga.id}")
    assert user not in await _members(stage)
    assert "no longer in the Todoist project" in words(await vera.last())
    left = await reminders()
    await stage.pass_time(hours=50)
    assert await reminders() == left
    await vera.presses(f"evict:{olga.id}", on=reminder["message_id"], force=True)
    assert "out of date" in (await vera.answers())[-1]["text"].lower()


async def _members(stage: Stage) -> list[str]:
    project = await stage.board.project_id()
    return list(next(p["members"] for p in (await stage.board.state())["projects"] if p["id"] == project))


async def test_a_revoked_token_is_told_once_work_waits_and_resumes(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera, own = stage.people["Vera"], await account(stage)
    number = await filed_and_taken(rita, olga, ASKED)
    await stage.todoist.do("token/revoke", user=own)
    second = await filed_and_taken(rita, olga, "And the sound crackles, too")
    await rita.writes("Both of them, in fact", reply_to=(await rita.received())[0]["message_id"])
    await stage.board.comment(number, "Said on the board meanwhile", by=own)
    for _ in range(4):
        await stage.pass_time(minutes=30)
    assert len([t for t in await vera.texts() if "no longer accepts the token" in t]) == 1
    assert not [t for t in await rita.texts() if "Said on the board" in t]
    token = (await stage.todoist.do("user", id=own, full_name="Pulldesk", token=True))["token"]
    await stage.mirroring.restart(stage.settings, token=token)
    await stage.pass_time(minutes=2)
    assert await stage.board.section(second) == "Assigned"
    assert len([c for c in await stage.board.comments(number) if "Both of them" in c]) == 1
    assert [t for t in await rita.texts() if "Said on the board" in t]
    await stage.todoist.do("token/revoke", user=own)
    await stage.pass_time(minutes=30)
    assert len([t for t in await vera.texts() if "no longer accepts the token" in t]) == 2
    assert buttons(await olga.message_with(f"resolve:{second}"))


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
    assert [t for t in await stage.people["Vera"].texts() if "project" in t]


@pytest.mark.parametrize("how", [{"is_link_sharing_enabled": True}, {"access": {"visibility": "team"}}])
async def test_admins_are_told_once_when_the_project_is_opened(stage: Stage, how: dict[str, object]) -> None:
    vera, world = stage.people["Vera"], stage.todoist_world
    project = world.projects.rows[await stage.board.project_id()]
    for _ in range(2):
        world.store_change(world.projects, project | how)
        await stage.pass_time(minutes=1)
    assert len([t for t in await vera.texts() if t == text_of("board-trouble-open")]) == 1


async def test_a_leaver_who_unlinked_before_is_a_former_member_on_the_board(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, account_of_olga: str
) -> None:
    vera, number = stage.people["Vera"], await filed_and_taken(rita, ivan, ASKED)
    await olga.writes("/link off")
    await dismissed(stage, olga)
    before = await rita.texts()
    await stage.board.comment(number, "Answer of a former agent", by=account_of_olga)
    await stage.board.complete(number, by=account_of_olga)
    assert await rita.texts() == before
    assert (await row(stage, "select kind from entries where body like 'Answer of%'"))[0] == "note"
    await stage.pass_time(minutes=11)
    await vera.presses(f"evict:{olga.id}")
    await stage.pass_time(seconds=61)
    assert account_of_olga not in await _members(stage)
