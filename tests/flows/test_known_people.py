"""People who are no strangers may have four times as many requests: of an event, an organization, an allowed group."""

from datetime import timedelta
from typing import Any

import pytest

from db.database import Database
from desk.organizations import members
from tests.flows.clients import as_vera, joined, with_organization
from tests.flows.group import BOT, make_group
from tests.flows.phone import Phone
from tests.flows.stage import Stage, staged
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("5 Guarantees")

BOARD = False
TWO: dict[str, Any] = {"limits__max_untaken": 2, "limits__max_new_per_hour": 2, "requests__intake_quiet": timedelta()}


async def asks(who: Phone, times: int) -> int:
    """Ask for so many things; return how many of them wait in the queue, as they are too many."""
    before = await _count_waiting(who)
    for n in range(times):
        await who.writes(f"/new The lamp at table {n} is out")
    return await _count_waiting(who) - before


async def _count_waiting(who: Phone) -> int:
    waits = ("so the team was not alerted to this one", "поэтому об этой команде не сообщали")
    return sum(any(words in said for words in waits) for said in await who.texts())


@IN_BOTH
async def test_who_came_by_the_link_of_an_event(database: Database, language: str) -> None:
    async with staged(database, board=False, locale=language, **TWO) as stage:
        vera, rita, mark = await _people(stage, language)
        await vera.writes(f'/event new "Hack" {stage.clock().date()}')
        await rita.writes("/start e_hack")
        assert (await asks(rita, 8), await asks(rita, 1)) == (0, 1)
        assert await asks(mark, 3) == 1, "a stranger, though the event runs"
        await stage.pass_time(hours=26)
        assert await asks(rita, 1) == 1, "the event is over"


@IN_BOTH
async def test_who_belongs_to_an_organization_until_they_leave_it(database: Database, language: str) -> None:
    async with staged(database, board=False, locale=language, **TWO) as stage:
        _, rita, mark = await _people(stage, language)
        acme = await with_organization(stage)
        member = await joined(stage, rita, acme)
        await joined(stage, mark, acme, confirmed=False)
        assert await asks(rita, 3) == 0
        assert await asks(mark, 3) == 1, "nobody has confirmed him"
        async with as_vera(stage) as desk:
            await members.end_membership(desk, await members.get_membership(desk, member))
        assert await asks(rita, 1) == 1


@IN_BOTH
async def test_who_has_a_request_from_an_allowed_group(database: Database, language: str) -> None:
    async with staged(database, board=False, locale=language, **TWO) as stage:
        vera, rita, _ = await _people(stage, language)
        group = await make_group(stage)
        await group.write(rita, f"{BOT} The projector is broken")
        assert await asks(rita, 3) == 0
        await vera.presses("chat_allow:1:0")
        assert await asks(rita, 1) == 1, "nothing is taken from the group any more"


async def _people(stage: Stage, language: str) -> tuple[Phone, Phone, Phone]:
    return (
        stage.vera,
        await stage.phone("Rita", language=language),
        await stage.phone("Mark", language=language),
    )


@IN_BOTH
async def test_soon_after_the_first_words_in_a_group_more_of_them_join(database: Database, language: str) -> None:
    async with staged(database, board=False, locale=language) as stage:
        nina = await stage.phone("Nina", language=language)
        group = await make_group(stage)
        first = await group.write(nina, f"{BOT} The projector is broken")
        soon = await group.write(nina, f"{BOT} It is the one in room 7")
        await group.write(nina, BOT)
        await stage.pass_time(minutes=6)
        await group.write(nina, f"{BOT} Where is the dinner?")
        assert await group.texts() == [
            text_of("group-receipt", language, number=1, there=1),
            text_of("group-empty", language, bot=BOT[1:]),
            text_of("group-receipt", language, number=2, there=1),
        ]
        assert (await group.reactions(first), await group.reactions(soon)) == ([], ["👀"])
