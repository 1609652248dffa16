"""When a preset answer is given, and when the broadcast it holds back goes out."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db.models import Entry, Origin, Role
from desk import Desk, Outdated
from desk.conversation import editing
from desk.schedule import clock_skew
from desk.suggestions import giving, outcome, presets
from desk.text import RichText
from desk.tickets import assignment, closing, due_broadcast, fields, filing, lifecycle
from tests.desk.stage import PHOTO, Stage
from tests.desk.suggestions.presets_stage import ASKED, asks, published, with_preset


async def one(stage: Stage, query: str) -> Any:
    async with stage.database.sessions() as session:
        return (await session.execute(text(query))).one()


async def test_all_that_it_does_is_one_step_and_its_hold_lasts_as_a_question_does(stage: Stage) -> None:
    await with_preset(stage)
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    number = await stage.files(rita, ASKED)
    ticket = await stage.ticket(number)
    assert (ticket.broadcast_at, ticket.offered) == (None, None)
    assert ticket.broadcast_due_at == stage.now + timedelta(seconds=10)
    await stage.ticks()
    ticket = await stage.ticket(number)
    assert (ticket.broadcast_at, ticket.filed_at) == (None, stage.now)
    assert ticket.broadcast_due_at == stage.now + stage.rules.requests.question
    asked = [one for one in await stage.letters(rita) if one.get("view") == "which"]
    assert len(asked) == 1
    assert (await stage.entries(number))[-1].body == "Rita: it stands on your badge."
    assert not [one for one in await stage.letters(olga) if one.get("view") == "card"]
    assert ticket.first_response_at is None
    async with stage.database.unit_of_work() as session:  # a clock that looks does not end it
        await clock_skew.repair_due_times(session, stage.now, stage.rules)
    assert (await stage.ticket(number)).broadcast_due_at == stage.now + stage.rules.requests.question
    stage.now += stage.rules.requests.question
    await stage.ticks()
    ticket = await stage.ticket(number)
    assert ticket.broadcast_at == stage.now
    assert len([one for one in await stage.letters(olga) if one.get("view") == "card"]) == 1
    assert tuple(await one(stage, "select outcome, ended_at from offers")) == ("silence", None)
    assert (await one(stage, "select count(*) from questions where closed_at is null"))[0] == 0


async def test_where_nobody_looks_the_broadcast_goes_out_within_seconds_and_nothing_is_said_later(stage: Stage) -> None:
    await with_preset(stage)
    rita = await stage.person("Rita")
    number = await stage.files(rita, ASKED)
    key = (await stage.ticket(number)).id
    stage.later(seconds=10)
    async with stage.database.unit_of_work() as session:  # a process of the version before does what it knows
        await due_broadcast.broadcast_if_due(Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules), key)
    assert (await stage.ticket(number)).broadcast_at == stage.now
    await stage.ticks()
    assert (await stage.ticket(number)).offered is None
    assert (await one(stage, "select count(*) from timers where kind = 'offer'"))[0] == 0


async def test_nor_to_the_team_nor_with_a_file_nor_to_an_answer_nor_where_it_cannot_wait(stage: Stage) -> None:
    vera, key = await with_preset(stage)
    olga, rita = await stage.person("Olga", Role.AGENT), await stage.person("Rita")
    assert (await stage.ticket(await asks(stage, olga))).offered is None
    with_file = await stage.says(rita, ASKED, files=(PHOTO,))
    stage.later(minutes=3)
    await stage.ticks()
    await stage.ticks()
    assert (await stage.ticket(with_file.number or 0)).offered is None
    for n, values in enumerate(
        ({"priority": 1}, {"cannot_wait_at": stage.now}, {"escalated_at": stage.now}, {"first_response_at": stage.now})
    ):
        number = await stage.files(await stage.person(f"P{n}"), ASKED)
        await stage.change(number, **values)
        await stage.ticks()
        assert (await stage.ticket(number)).offered is None, values
    sam = await stage.person("Sam")
    number = await stage.files(sam, ASKED)
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Entry, (await stage.entries(number))[0].id)).quote = "as an agent said"
    await stage.ticks()
    assert (await stage.ticket(number)).offered is None
    await stage.does(vera, presets.archive_preset, key)
    number = await stage.files(await stage.person("Late"), ASKED)  # this process has not heard of it yet
    await stage.ticks()
    assert (await stage.ticket(number)).offered is None


async def test_never_twice_the_same_to_one_person_but_another(stage: Stage) -> None:
    vera, _ = await with_preset(stage)
    rita = await stage.person("Rita")
    first = await asks(stage, rita)
    assert (await stage.ticket(first)).offered is not None
    stage.later(hours=2)
    await stage.ticks()
    assert (await stage.ticket(await asks(stage, rita))).offered is None
    stage.later(hours=2)
    await stage.does(vera, published, "Lost", "I forgot my password\nзабыл пароль")
    assert (await stage.ticket(await asks(stage, rita, "I forgot my password"))).offered is not None


async def test_what_is_changed_reaches_nobody_before_it_is_published(stage: Stage) -> None:
    vera, key = await with_preset(stage)
    await stage.does(vera, presets.set_text, key, "en", RichText("Something else."))
    await stage.does(vera, presets.set_examples, key, "the lamp in the hall is broken")
    rita, sam = await stage.person("Rita"), await stage.person("Sam")
    assert (await stage.ticket(await asks(stage, sam, "the lamp in the hall is broken"))).offered is None
    assert (await stage.entries(await asks(stage, rita)))[-1].body == "Rita: it stands on your badge."


@pytest.mark.parametrize("how", ["words", "person", "edit", "withdraw", "critical", "cannot_wait"])
async def test_the_broadcast_goes_out_as_soon_as_it_is_not_enough(stage: Stage, how: str) -> None:
    await with_preset(stage)
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    number = await asks(stage, rita)
    stage.later(seconds=5)
    if how == "words":
        await stage.says(rita, "it is not on my badge")
    elif how == "person":
        await stage.does(rita, giving.call_person, number)
        with pytest.raises(Outdated):
            await stage.does(rita, giving.call_person, number)
    elif how == "critical":
        await stage.does(olga, fields.prioritise, number, 1)
    elif how == "cannot_wait":
        stage.with_rules(hours__cannot_wait=True, hours__week=(((60, 120),),) * 7)
        await stage.does(rita, filing.call_staff, number)
    else:
        await _second_thoughts(stage, rita, number, how)
    ticket = await stage.ticket(number)
    assert ticket.broadcast_at is not None
    assert ticket.broadcast_due_at is None
    assert not ticket.is_waiting_on_preset
    said, ended = await one(stage, "select outcome, ended_at is not null from offers")
    wanted = {"critical": None, "person": "person", "cannot_wait": "person"}
    assert (said, ended) == (wanted.get(how, "words"), how in ("critical", "cannot_wait"))
    assert (await one(stage, "select count(*) from questions where kind = 'preset' and closed_at is null"))[0] == 0


async def _second_thoughts(stage: Stage, rita: Any, number: int, how: str) -> None:
    key = (await stage.entries(number))[0].id

    async def changed(desk: Desk) -> None:
        entry = await desk.session.get_one(Entry, key)
        await (
            editing.withdraw_entry(desk, entry)
            if how == "withdraw"
            else editing.edit_entry(desk, entry, RichText("the lamp"))
        )

    await stage.does(rita, changed)


@pytest.mark.parametrize("how", ["claim", "moved on", "cancel"])
async def test_who_takes_it_ends_it_and_nobody_else_is_called(stage: Stage, how: str) -> None:
    await with_preset(stage)
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    number = await asks(stage, rita)

    acts = {
        "claim": (olga, lambda desk: assignment.claim(desk, number)),
        "moved on": (olga, lambda desk: lifecycle.start_progress(desk, number)),
        "cancel": (rita, lambda desk: closing.cancel(desk, number)),
    }
    await stage.does(*acts[how])
    stage.later(hours=1)
    await stage.ticks()
    assert (await stage.ticket(number)).broadcast_at is None
    said = await one(stage, "select outcome, ended_at is not null from offers")
    assert tuple(said) == (None if how == "cancel" else "taken", True)
    assert (await one(stage, "select count(*) from questions where kind = 'preset' and closed_at is null"))[0] == 0
    with pytest.raises(Outdated):
        await stage.does(rita, giving.call_person, number)


async def test_taken_and_undone_everybody_hears_of_it(stage: Stage) -> None:
    await with_preset(stage)
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    number = await asks(stage, rita)
    await stage.does(olga, lifecycle.resolve, number)
    assert (await stage.ticket(number)).broadcast_at is None

    async def back(desk: Desk) -> None:
        await lifecycle.undo_change(desk, await desk.lock_ticket(number))

    await stage.does(olga, back)
    assert (await stage.ticket(number)).broadcast_at == stage.now


async def test_helped_ends_it_before_anybody_was_called(stage: Stage) -> None:
    await with_preset(stage)
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    number = await asks(stage, rita)
    await stage.does(rita, outcome.close_as_helped, number)
    stage.later(hours=1)
    await stage.ticks()
    ticket = await stage.ticket(number)
    assert (ticket.status, ticket.end_reason, ticket.broadcast_at) == ("closed", "answered", None)
    assert (await one(stage, "select outcome from offers"))[0] == "helped"
    assert not [one for one in await stage.letters(olga) if one.get("view") == "card"]


async def test_a_desk_without_one_looks_for_none(stage: Stage) -> None:
    number = await stage.files(await stage.person("Rita"), ASKED)
    assert (await stage.ticket(number)).broadcast_at == stage.now
    assert (await one(stage, "select count(*) from timers where kind = 'offer'"))[0] == 0
