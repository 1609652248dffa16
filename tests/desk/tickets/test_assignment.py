"""Taking, giving back, handing over: one winner, the right cards, the right lines."""

import asyncio

import pytest
from sqlalchemy import func, select

from db.models import History, Job, Lane, Origin, Person, Role, Status
from desk import AlreadyClaimed, Desk, NoSuchTicket, NotAllowed, NotPossible, Refused, TicketResult
from desk.staff import availability
from desk.tickets import assignment, closing, fields, lifecycle
from tests.db.waiting import waits_or_ends
from tests.desk.cast import cast, lines, shows
from tests.desk.stage import Someone, Stage


async def test_a_request_is_broadcast_to_all_staff(stage: Stage) -> None:
    rita, *staff = await cast(stage)
    n = await stage.files(rita, "The printer is on fire, please help")
    for person in staff:
        (card,) = await shows(stage, person, f"card:{n}")
        assert card["fresh"] and not card["silent"]
    assert (await stage.ticket(n)).subject == "The printer is on fire, please help"


@pytest.mark.broad
async def test_of_many_at_once_one_wins_and_all_others_learn_who(stage: Stage, rita: Someone) -> None:
    agents = [await stage.person(f"Agent {i}", Role.AGENT) for i in range(20)]
    n = await stage.files(rita, "The printer is on fire, please help")

    async def press(agent: Someone) -> TicketResult | AlreadyClaimed:
        try:
            return await stage.does(agent, lambda desk: assignment.claim(desk, n))
        except AlreadyClaimed as refusal:
            return refusal

    outcomes = await asyncio.gather(*(press(agent) for agent in agents))
    winners = [o for o in outcomes if isinstance(o, TicketResult)]
    assert len(winners) == 1 and winners[0].assignee is not None
    assert {o.by for o in outcomes if isinstance(o, AlreadyClaimed)} == {winners[0].assignee.name}
    assert (await stage.ticket(n)).status is Status.ASSIGNED


async def test_winner_gets_card_others_get_edits_requester_a_line(stage: Stage) -> None:
    rita, olga, ivan, _ = await cast(stage)
    n = await stage.files(rita, "The printer is on fire, please help")
    await stage.shown(olga, f"card:{n}", n)
    await stage.shown(ivan, f"card:{n}", n)
    await stage.shown(rita, f"receipt:{n}", n)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    assert not (await shows(stage, olga, f"card:{n}"))[-1]["only_edit"]
    assert (await shows(stage, ivan, f"card:{n}"))[-1]["only_edit"]
    assert (await shows(stage, rita, f"receipt:{n}"))[-1]["only_edit"]
    assert (await lines(stage, rita))[-1] == "taken"


async def test_own_second_press_is_already_yours(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    n = await stage.files(rita, "The printer is on fire, please help")
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    with pytest.raises(AlreadyClaimed) as refusal:
        await stage.does(olga, lambda desk: assignment.claim(desk, n))
    assert refusal.value.mine


async def test_who_may_not_take(stage: Stage) -> None:
    rita, olga, ivan, _ = await cast(stage)
    boris = await stage.person("Boris")
    n = await stage.files(rita, "The printer is on fire, please help")
    own = await stage.files(olga, "My own chair is broken, please")
    with pytest.raises(NoSuchTicket):
        await stage.does(boris, lambda desk: assignment.claim(desk, n))
    with pytest.raises(NotAllowed):
        await stage.does(rita, lambda desk: assignment.claim(desk, n))
    with pytest.raises(NotAllowed, match="own-ticket"):
        await stage.does(olga, lambda desk: assignment.claim(desk, own))
    with pytest.raises(NotAllowed, match="own-ticket"):
        await stage.does(ivan, lambda desk: assignment.hand_over(desk, own, olga.chat))
    assert not await shows(stage, olga, f"card:{own}")
    assert await shows(stage, ivan, f"card:{own}")


@pytest.mark.parametrize("number", [0, -1, 999, 2**63, 10**30])
async def test_a_forged_number_is_no_ticket(stage: Stage, number: int) -> None:
    _, olga, *_ = await cast(stage)
    with pytest.raises(NoSuchTicket):
        await stage.does(olga, lambda desk: assignment.claim(desk, number))


async def test_the_only_staff_gets_and_takes_their_own(stage: Stage, vera: Someone) -> None:
    n = await stage.files(vera, "My own chair is broken, please")
    assert await shows(stage, vera, f"card:{n}")
    taken = await stage.does(vera, lambda desk: assignment.claim(desk, n))
    assert taken.assignee.name == "Vera"
    second = await stage.files(vera, "My own lamp is broken too")
    solved = await stage.does(vera, lambda desk: lifecycle.resolve(desk, second))
    assert solved.status is Status.RESOLVED and solved.assignee is None  # they said it is done, not that it was theirs


async def test_broadcast_is_silent_for_the_busy_and_the_quiet_and_not_for_the_away(stage: Stage) -> None:
    rita, olga, ivan, vera = await cast(stage)
    n = await stage.files(rita, "The printer is on fire, please help")
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    assert await stage.does(ivan, availability.toggle_quiet)
    await stage.does(vera, availability.set_away)
    boris = await stage.person("Boris")
    second = await stage.files(boris, "No projector in room five again")
    assert (await shows(stage, olga, f"card:{second}"))[0]["silent"]
    assert (await shows(stage, ivan, f"card:{second}"))[0]["silent"]
    assert not await shows(stage, vera, f"card:{second}")


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
    async with stage.database.sessions() as session:
        before = await session.scalar(select(func.count(Job.id)).where(Job.person_id == vera.id))
    await stage.files(rita, "The printer is on fire, please help")
    async with stage.database.sessions() as session:
        lanes = await session.scalars(select(Job.lane).where(Job.person_id == vera.id).order_by(Job.id).offset(before))
    assert list(lanes) == [Lane.EDITS, Lane.BROADCASTS]  # the first says of an earlier card that this one follows


async def test_release_broadcasts_again_and_tells_the_assignee(stage: Stage) -> None:
    rita, olga, ivan, _ = await cast(stage)
    n = await stage.files(rita, "The printer is on fire, please help")
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    released = await stage.does(ivan, lambda desk: assignment.release(desk, n))
    assert released.status is Status.NEW and released.assignee is None
    assert "released-from-you" in await lines(stage, olga)
    assert len([s for s in await shows(stage, ivan, f"card:{n}") if s["fresh"]]) == 2
    assert next(x for x in await stage.letters(rita) if x.get("key") == "taken-released")["only_edit"]
    again = await stage.does(ivan, lambda desk: assignment.release(desk, n))
    assert not again.changed
    assert (await stage.does(ivan, lambda desk: assignment.claim(desk, n))).assignee.name == "Ivan"


async def test_release_all_but_what_is_resolved(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    boris = await stage.person("Boris")
    first = await stage.files(rita, "The printer is on fire, please help")
    second = await stage.files(boris, "No projector in room five again")
    for n in (first, second):
        await stage.does(olga, lambda desk, n=n: assignment.claim(desk, n))
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, second))
    assert await stage.does(olga, availability.set_away) == 2
    assert [t.number for t in await stage.does(olga, assignment.release_all)] == [first]


async def test_hand_over_takes_for_another_at_once(stage: Stage) -> None:
    rita, olga, ivan, vera = await cast(stage)
    n = await stage.files(rita, "The printer is on fire, please help")
    given = await stage.does(vera, lambda desk: assignment.hand_over(desk, n, olga.chat))
    assert given.status is Status.ASSIGNED and given.assignee.name == "Olga"
    assert "assigned-to-you" in await lines(stage, olga)
    assert (await lines(stage, rita))[-1] == "taken"
    moved = await stage.does(vera, lambda desk: assignment.hand_over(desk, n, ivan.chat))
    assert moved.status is Status.ASSIGNED and moved.assignee.name == "Ivan"
    assert "taken-from-you" in await lines(stage, olga)
    assert [x for x in await stage.letters(rita) if x.get("key") == "taken"][-1]["only_edit"]
    with pytest.raises(Refused, match="not-staff"):
        await stage.does(vera, lambda desk: assignment.hand_over(desk, n, rita.chat))


async def test_whoever_is_dismissed_at_this_moment_is_given_nothing(stage: Stage) -> None:
    rita, olga, _, vera = await cast(stage)
    n = await stage.files(rita, "The printer is on fire, please help")
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Person, olga.id, with_for_update=True)).dismissed_at = stage.now
        await session.flush()
        beside = asyncio.ensure_future(stage.does(vera, lambda desk: assignment.hand_over(desk, n, olga.chat)))
        await waits_or_ends(stage.database, beside)
    with pytest.raises(Refused, match="not-staff"):
        await beside


async def test_what_is_over_is_nothing_that_somebody_has_at_hand(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    stage.with_rules(team__hand_limit=1)
    for told in (0, 0, 1):
        n = await stage.files(rita, "The printer is on fire, please help")
        await stage.does(olga, lambda desk, n=n: assignment.claim(desk, n))
        assert (await lines(stage, olga)).count("hand-over-limit") == told
        if not told:
            await stage.change(n, status=Status.CLOSED if n == 1 else Status.ASSIGNED)


async def test_a_ticket_that_ended_cannot_be_taken(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    n = await stage.files(rita, "The printer is on fire, please help")
    await stage.does(rita, lambda desk: closing.cancel(desk, n))
    with pytest.raises(NotPossible):
        await stage.does(olga, lambda desk: assignment.claim(desk, n))


async def test_history_says_who_when_from_where(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    n = await stage.files(rita, "The printer is on fire, please help")
    await stage.does(olga, lambda desk: assignment.claim(desk, n))

    async def on_board(desk: Desk) -> None:
        await fields.prioritise(desk, n, 1)

    await stage.does(olga, on_board, origin=Origin.TODOIST)
    async with stage.database.sessions() as session:
        rows = list(await session.scalars(select(History).order_by(History.id)))
    said = [(r.field, r.old, r.new, r.actor_name, r.origin) for r in rows][1:]
    assert said == [
        ("assignee", None, "Olga", "Olga", Origin.TELEGRAM),
        ("status", "new", "assigned", "Olga", Origin.TELEGRAM),
        ("priority", "3", "1", "Olga", Origin.TODOIST),
    ]
