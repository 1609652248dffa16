"""What requesters want gathered: each reads their own, once, at the time that was first due."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from db.models import DigestLine, Person
from desk.notifications import digest
from desk.outbox import Say
from desk.schedule import due_work
from desk.schedule.due_items import Due, DueItem
from tests.desk.stage import Someone, Stage
from tests.sql import get, scalars


async def _kept(stage: Stage, who: Someone, number: int) -> None:
    async def keep(desk: Any) -> None:
        ticket = await desk.lock_ticket(number)
        await digest.add_digest_line(
            desk, await desk.get_requester(ticket), ticket, Say("nobody-free", {"number": number})
        )

    await stage.does(who, keep)


async def _due_of(stage: Stage, who: Someone) -> Any:
    return (await get(stage, Person, who.id)).digest_at


async def _lines(stage: Stage, who: Someone) -> list[Any]:
    """When each of theirs was told."""
    mine = select(DigestLine.told_at).where(DigestLine.person_id == who.id).order_by(DigestLine.id)
    return await scalars(stage, mine)


async def _told(stage: Stage, who: Someone) -> int:
    async with stage.database.unit_of_work() as session:
        await due_work.do_item(DueItem(Due.DIGEST, who.id, stage.now), session, stage.now, stage.rules)
    return len([x for x in await stage.letters(who) if x.get("view") == "digest"])


async def test_each_gets_their_own_and_what_comes_later_waits_no_longer_for_it(stage: Stage, rita: Someone) -> None:
    ben = await stage.person("Ben")
    mine, other = await stage.files(rita, "The printer is on fire"), await stage.files(ben, "There is no soap")
    await _kept(stage, rita, mine)
    at = await _due_of(stage, rita)
    assert at == stage.now.replace(hour=10, minute=0)
    stage.now = at  # due, and not worked off yet, when the next line comes
    await _kept(stage, rita, mine)
    await _kept(stage, ben, other)
    assert (await _due_of(stage, rita), await _due_of(stage, ben)) == (at, at + timedelta(days=1))
    assert await _told(stage, rita) == 1
    assert (await _lines(stage, rita), await _lines(stage, ben)) == ([at, at], [None])
    assert await _told(stage, ben) == 0  # not due
    await _kept(stage, rita, mine)
    assert await _told(stage, rita) == 1  # nor is the next one
    stage.later(days=1)
    assert (await _told(stage, rita), await _told(stage, ben)) == (2, 1)
    assert len(await _lines(stage, rita)) == 3  # a letter that waits for somebody who blocked the bot is worded later
    stage.later(days=30, seconds=1)
    await _kept(stage, rita, mine)
    stage.later(days=1)
    assert await _told(stage, rita) == 3
    assert len(await _lines(stage, rita)) == 1
    assert len(await _lines(stage, ben)) == 1
