"""`/attention`: what needs somebody, each ticket once, in its gravest group; admins see all, agents what is theirs."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import answers, filed, taken
from tests.flows.stage import Stage
from tests.flows.test_paging import shown, stored
from tests.sql import execute
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Promises")

BOARD = False


async def promised(stage: Stage, minutes: dict[int, float]) -> None:
    """The first response of these tickets is due in so many minutes."""
    query = text("update tickets set first_due_at = :due where number = :number")
    for number, left in minutes.items():
        await execute(stage, query, due=stage.clock() + timedelta(minutes=left), number=number)


def groups(message: dict[str, Any]) -> dict[str, list[str]]:
    """The numbers under each heading."""
    parts = [part.splitlines() for part in words(message).split("\n\n")[1:]]
    return {part[0]: [line.split("#")[1].split()[0] for line in part[1:]] for part in parts}


async def test_each_ticket_stands_once_in_its_gravest_group(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    vera = stage.vera
    await vera.writes("/attention")
    assert await vera.reads() == "Nothing needs attention."
    late, soon = await taken(rita, olga, "The heating is cold"), await taken(rita, ivan, "The printer is on fire")
    free, answered = await filed(rita, "The window is stuck"), await taken(await stage.phone("Sam"), olga, "No soap")
    calm = await taken(await stage.phone("Ben"), olga, "The lamp is out")
    gone = await stage.phone("Gone")
    lost = await taken(gone, olga, "I leave you soon")
    await answers(olga, calm, "We look after it")
    await answers(olga, lost, "We look after it")
    await stage.telegram.do("deactivate", person=gone.id)
    await answers(olga, lost, "Are you there?")
    await promised(stage, {late: -12, soon: 29, free: 31})
    await vera.writes("/attention")
    assert groups(await vera.last()) == {
        text_of("attention-group", n=1, why="late"): [str(late)],
        "Due within half an hour · 1": [str(soon)],
        text_of("attention-group", n=1, why="untaken"): [str(free)],
        "Waiting for our answer · 1": [str(answered)],
        "Not delivered · 1": [str(lost)],
    }
    said = await vera.reads()
    assert said.startswith("Needs attention · 5\n\n")
    assert text_of("attention-due", length="12 min", why="late") in said and "28 min left" in said
    await vera.presses(f"open:{late}")
    assert f"#{late} " in await vera.reads()
    await olga.writes("/attention")
    assert set(groups(await olga.last())) == {
        text_of("attention-group", n=1, why="late"),
        "Waiting for our answer · 1",
        "Not delivered · 1",
    }
    await ivan.writes("/attention")
    assert groups(await ivan.last()) == {"Due within half an hour · 1": [str(soon)]}
    stage.clock.on(minutes=2)
    await vera.writes("/attention")
    assert groups(await vera.last())["Due within half an hour · 2"] == [str(soon), str(free)]
    await olga.writes(f"/escalate {calm} they are angry")
    await olga.writes(f"/escalate {soon} it burns")
    await vera.writes("/attention")
    assert groups(await vera.last())["Escalated · 1"] == [str(calm)]
    assert "escalated · " in (await vera.reads()).split(f"#{soon}")[1].splitlines()[0]
    await olga.writes(f"/pending {late}")
    await vera.writes("/attention")
    assert "Past due" not in await vera.reads()


async def test_it_turns_its_pages_and_speaks_russian(stage: Stage, olga: Phone) -> None:
    await stored(stage, "The giraffe is loose")
    await promised(stage, {11: -5, 12: 7})
    vera = stage.vera
    await vera.writes("/language ru")
    await vera.writes("/attention")
    first = await vera.last()
    assert words(first).splitlines()[0] == "Требуют внимания · 12 · страница 1 из 2"
    assert shown(first) == [11, 12, *range(1, 9)]
    assert "Просрочены · 1" in words(first) and "просрочена на 5 мин" in words(first)
    assert "Никто не взял · 10" in words(first) and "осталось 6 мин" in words(first)
    await vera.presses("attention:2")
    second = await vera.last()
    assert (second["message_id"], shown(second)) == (first["message_id"], [9, 10])
    assert "attention:1" in buttons(second)
    await olga.writes("/attention")
    assert await olga.reads() == "Nothing needs attention."
