"""Who hears first: up to six all at once; above, five who fit best and hold least, then five more, then all."""

from collections import Counter

import pytest
from sqlalchemy import text

from tests.flows.acts import files
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage
from tests.rules import rules_with
from tests.sql import execute
from tests.texts import text_of

pytestmark = pytest.mark.sentence("When staff are there")

BOARD = False
NAMES = ["Ada", "Bea", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hana", "Ike", "Jan", "Kim", "Lou"]


async def _team(stage: Stage, count: int) -> list[Phone]:
    """So many agents, put into the team at once; Vera is away."""
    made = [await stage.phone(name) for name in NAMES[:count]]
    for phone in made:
        await phone.writes("/start", quietly=True)
    await stage.settle()
    change = text("update people set role = 'agent', role_given = 'agent' where name = any(:names)")
    await execute(stage, change, names=NAMES)
    await execute(stage, "update people set away = true where name = 'Vera'")
    return made


async def _set(stage: Stage, key: str, value: int) -> None:
    """What an admin has set, as it stands in the database."""
    row = text("insert into settings (key, value, version, changed_at) values (:key, :value, 1, now())")
    await execute(stage, row, key=key, value=str(value))
    await execute(stage, "update desk set settings_version = 1")


async def _called(team: list[Phone], number: int) -> list[str]:
    """Who has a card of it, with Take or without."""
    found = []
    for agent in team:
        if any(f"open:{number}" in buttons(m) and "queue" not in words(m) for m in await agent.received()):
            found.append(agent.name)
    return found


async def test_above_six_five_hear_first_then_five_more_then_all(stage: Stage, rita: Phone) -> None:
    team = await _team(stage, 12)
    number = await files(rita, "The door does not open")
    first = await _called(team, number)
    assert len(first) == 5
    await team[11].writes("/queue")
    assert "The queue · 1" in (await team[11].texts())[-1]  # anybody can take it at once
    await stage.pass_time(seconds=50)
    assert await _called(team, number) == first
    await stage.reopen()
    await stage.pass_time(seconds=10)
    assert len(await _called(team, number)) == 10
    await stage.pass_time(seconds=61)
    assert await _called(team, number) == NAMES
    counted = [len([m for m in await agent.received() if f"claim:{number}" in buttons(m)]) for agent in team[:11]]
    assert counted == [1] * 11


async def test_up_to_six_all_hear_at_once_and_critical_is_for_all(stage: Stage, rita: Phone) -> None:
    team = await _team(stage, 7)
    await team[6].writes("/away")
    assert await _called(team, await files(rita, "The door does not open")) == NAMES[:6]
    await team[6].writes("/back")
    number = await files(await stage.phone("Sam"), "No water in the kitchen")
    assert len(await _called(team, number)) == 5
    await team[0].writes(f"/priority {number} 1")
    assert await _called(team, number) == NAMES[:7]


async def test_how_many_hear_first_is_a_setting(stage: Stage, rita: Phone) -> None:
    team = await _team(stage, 12)
    await _set(stage, "called_first", 3)
    number = await files(rita, "The door does not open")
    first = await _called(team, number)
    assert len(first) == 3
    await stage.pass_time(seconds=60)
    assert len(await _called(team, number)) == 6
    await stage.pass_time(seconds=60)
    assert await _called(team, number) == NAMES


async def test_what_is_taken_is_sent_to_nobody_else(stage: Stage, rita: Phone) -> None:
    team = await _team(stage, 12)
    number = await files(rita, "The door does not open")
    first = await _called(team, number)
    taker = next(agent for agent in team if agent.name in first)
    await taker.presses(f"claim:{number}")
    await stage.pass_time(minutes=5)
    assert await _called(team, number) == first
    await taker.presses(f"release:{number}")
    await stage.pass_time(minutes=3)
    assert await _called(team, number) == NAMES


async def test_it_rotates_and_goes_to_whose_topic_it_is_and_who_holds_least(stage: Stage) -> None:
    team = await _team(stage, 10)
    vera = stage.vera
    await vera.writes("/categories add Doors")
    await execute(stage, "insert into agent_topics select id, 1 from people where name in ('Ike', 'Jan')")
    calls: Counter[str] = Counter()
    for n in range(4):
        number = await files(await stage.phone(f"Sam{n}"), f"Something {n}")
        calls.update(await _called(team, number))
        await vera.writes(f"/claim {number}")
        stage.clock.on(minutes=4)
    assert dict(calls) == dict.fromkeys(NAMES[:10], 2)  # four cards to five of ten
    sam = await stage.phone("Sam")
    await sam.writes("/new The door does not open")
    await sam.presses("cat:5:1")
    await sam.presses("send:5")
    first = await _called(team, 5)
    assert {"Ike", "Jan"} <= set(first)
    ada = next(agent for agent in team if agent.name == "Ada")
    await ada.writes("/claim 5")
    async with stage.database.unit_of_work() as session:
        await session.execute(text("delete from sent_cards"))  # as many for each
    assert "Ada" not in await _called(team, await files(await stage.phone("Tom"), "Another thing"))


async def test_the_merging_limit_grows_with_the_team_and_is_a_setting() -> None:
    from desk import DeskSettings
    from desk.notifications.to_staff import get_merging_limit

    assert [get_merging_limit(DeskSettings(), agents) for agents in (0, 1, 6, 7, 12, 40)] == [30, 30, 30, 35, 60, 200]
    assert get_merging_limit(rules_with(team__merge_above=12), 12) == 24


async def test_a_limit_of_tickets_in_hand_is_said_and_not_enforced(stage: Stage, rita: Phone, olga: Phone) -> None:
    first, second = await files(rita, "The door"), await files(await stage.phone("Sam"), "No water")
    await olga.writes(f"/claim {first}")
    assert "limit" not in " ".join(await olga.texts())
    await olga.writes(f"/release {first}")
    await _set(stage, "hand_limit", 1)
    await olga.writes(f"/claim {first}")
    assert "limit" not in " ".join(await olga.texts())
    await olga.writes(f"/claim {second}")
    assert text_of("hand-over-limit", n=2, most=1) in await olga.texts()


async def test_what_goes_round_anew_to_all_at_once_comes_once(stage: Stage, rita: Phone) -> None:
    team = await _team(stage, 12)
    number = await files(rita, "The door does not open")
    first = [agent for agent in team if agent.name in await _called(team, number)]
    await first[0].presses(f"claim:{number}")
    await first[0].writes(f"/priority {number} 1")
    await first[0].presses(f"release:{number}")
    await stage.pass_time(minutes=3)
    others = [agent for agent in team if agent not in first]
    cards = [[m for m in await agent.received() if f"claim:{number}" in buttons(m)] for agent in team]
    assert [len(theirs) for theirs in cards] == [1] * 12
    assert [len(await agent.received()) for agent in others] == [2] * 7  # hello, and one card


async def test_put_back_nobody_has_two_cards_that_can_be_pressed(stage: Stage, rita: Phone) -> None:
    team = await _team(stage, 12)
    number = await files(rita, "The door does not open")
    await stage.pass_time(minutes=1)
    await stage.pass_time(minutes=1)
    await team[0].presses(f"claim:{number}")
    await team[0].presses(f"release:{number}")
    await stage.pass_time(minutes=1)
    await stage.pass_time(minutes=1)
    for agent in team:
        cards = [m for m in await agent.received() if f"#{number}" in words(m)]
        assert [f"claim:{number}" in buttons(m) for m in cards] == [False, True]
        assert words(cards[0]) == text_of("card-below", number=number)
