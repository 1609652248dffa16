"""Taking, giving back, handing over: one winner, the right cards, the right lines."""

import asyncio

import pytest
from sqlalchemy import func, select

from db.models import Job, Lane, Person, Status
from desk import NoSuchTicket, NotAllowed, NotPossible, Refused
from desk.staff import availability
from desk.tickets import assignment, closing, lifecycle
from tests.db.waiting import waits_or_ends
from tests.desk.cast import cast, lines, shows
from tests.desk.stage import Someone, Stage
from tests.sql import scalar


async def test_who_may_not_take(stage: Stage) -> None:
    rita, olga, ivan, _ = await cast(stage)
    boris = await stage.person("Boris")
    n = await stage.files(rita, "The printer is on fire, please help")
    own = await stage.files(olga, "My own chair is broken, please")
    with pytest.raises(NoSuchTicket):
        await stage.does(boris, assignment.claim, n)
    with pytest.raises(NotAllowed):
        await stage.does(rita, assignment.claim, n)
    with pytest.raises(NotAllowed, match="own-ticket"):
        await stage.does(olga, assignment.claim, own)
    with pytest.raises(NotAllowed, match="own-ticket"):
        await stage.does(ivan, assignment.hand_over, own, olga.chat)
    assert not await shows(stage, olga, f"card:{own}")
    assert await shows(stage, ivan, f"card:{own}")


async def test_the_only_staff_gets_and_takes_their_own(stage: Stage, vera: Someone) -> None:
    n = await stage.files(vera, "My own chair is broken, please")
    assert await shows(stage, vera, f"card:{n}")
    taken = await stage.does(vera, assignment.claim, n)
    assert taken.assignee.name == "Vera"
    second = await stage.files(vera, "My own lamp is broken too")
    solved = await stage.does(vera, lifecycle.resolve, second)
    assert solved.status is Status.RESOLVED and solved.assignee is None  # they said it is done, not that it was theirs


async def test_nobody_on_duty_goes_to_admins_away_or_not(stage: Stage) -> None:
    rita, olga, ivan, vera = await cast(stage)
    for person in (olga, ivan, vera):
        await stage.does(person, availability.set_away)
    n = await stage.files(rita, "The printer is on fire, please help")
    assert await lines(stage, vera) == ["card-below", "nobody-on-duty"]
    assert len(await shows(stage, vera, f"card:{n}")) == 1
    assert not await shows(stage, olga, f"card:{n}")


async def test_what_comes_to_admins_as_nobody_is_there_is_one_message_behind_all_answers(stage: Stage) -> None:
    rita, olga, ivan, vera = await cast(stage)
    for person in (olga, ivan, vera):
        await stage.does(person, availability.set_away)
    before = await scalar(stage, select(func.count(Job.id)).where(Job.person_id == vera.id))
    await stage.files(rita, "The printer is on fire, please help")
    async with stage.database.sessions() as session:
        lanes = await session.scalars(select(Job.lane).where(Job.person_id == vera.id).order_by(Job.id).offset(before))
    assert list(lanes) == [Lane.EDITS, Lane.BROADCASTS]  # the first says of an earlier card that this one follows


async def test_release_all_but_what_is_resolved(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    boris = await stage.person("Boris")
    first = await stage.files(rita, "The printer is on fire, please help")
    second = await stage.files(boris, "No projector in room five again")
    for n in (first, second):
        await stage.does(olga, assignment.claim, n)
    await stage.does(olga, lifecycle.resolve, second)
    assert await stage.does(olga, availability.set_away) == 2
    assert [t.number for t in await stage.does(olga, assignment.release_all)] == [first]


async def test_hand_over_takes_for_another_at_once(stage: Stage) -> None:
    rita, olga, ivan, vera = await cast(stage)
    n = await stage.files(rita, "The printer is on fire, please help")
    given = await stage.does(vera, assignment.hand_over, n, olga.chat)
    assert given.status is Status.ASSIGNED and given.assignee.name == "Olga"
    assert "assigned-to-you" in await lines(stage, olga)
    assert (await lines(stage, rita))[-1] == "taken"
    moved = await stage.does(vera, assignment.hand_over, n, ivan.chat)
    assert moved.status is Status.ASSIGNED and moved.assignee.name == "Ivan"
    assert "taken-from-you" in await lines(stage, olga)
    assert [x for x in await stage.letters(rita) if x.get("key") == "taken"][-1]["only_edit"]
    with pytest.raises(Refused, match="no-such-person"):
        await stage.does(vera, assignment.hand_over, n, rita.chat)


async def test_whoever_is_dismissed_at_this_moment_is_given_nothing(stage: Stage) -> None:
    rita, olga, _, vera = await cast(stage)
    n = await stage.files(rita, "The printer is on fire, please help")
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Person, olga.id, with_for_update=True)).dismissed_at = stage.now
        await session.flush()
        beside = asyncio.ensure_future(stage.does(vera, assignment.hand_over, n, olga.chat))
        await waits_or_ends(stage.database, beside)
    with pytest.raises(Refused, match="not-staff"):
        await beside


async def test_what_is_over_is_nothing_that_somebody_has_at_hand(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    stage.with_rules(team__hand_limit=1)
    for told in (0, 0, 1):
        n = await stage.files(rita, "The printer is on fire, please help")
        await stage.does(olga, assignment.claim, n)
        assert (await lines(stage, olga)).count("hand-over-limit") == told
        if not told:
            await stage.change(n, status=Status.CLOSED if n == 1 else Status.ASSIGNED)


async def test_a_ticket_that_ended_cannot_be_taken(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    n = await stage.files(rita, "The printer is on fire, please help")
    await stage.does(rita, closing.cancel, n)
    with pytest.raises(NotPossible):
        await stage.does(olga, assignment.claim, n)
