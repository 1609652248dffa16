"""`/staff`: a colleague's screen, where their tickets go, their topics; pages where there are many."""

import pytest

from tests.flows.acts import filed_and_taken, files, member
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.sql import execute, scalar
from tests.texts import IN_BOTH, piece_of, text_of

pytestmark = pytest.mark.sentence("When staff are there")

BOARD = False


async def _labels(phone: Phone) -> list[str]:
    return [b["text"] for row in (await phone.last())["buttons"] for b in row]


async def _holder(stage: Stage, number: int) -> str | None:
    query = "select p.name from tickets t left join people p on p.id = t.assignee_id where number = :n"
    return await scalar(stage, query, n=number)


async def test_a_name_opens_that_persons_screen_which_sets_them_away_and_back(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera = stage.vera
    await filed_and_taken(rita, olga, "The door does not open")
    await member(vera, olga.id)
    screen = await vera.last()
    assert words(screen) == "Olga · agent\navailable\nTickets: 1\nTopics: none\nShifts: business hours"
    assert len(buttons(screen)) == 9
    await vera.presses(f"paway:{olga.id}:two")
    assert (await vera.reads()).splitlines()[1] == "away until 11:00"
    assert await vera.last_id() == screen["message_id"]
    assert await olga.reads() == text_of("away-until-by", by="Vera", until="11:00")
    before = len(await olga.received())
    await files(await stage.phone("Sam"), "No water in the kitchen")
    assert len(await olga.received()) == before
    await vera.presses(f"paway:{olga.id}:back")
    assert await olga.reads() == text_of("back-by", by="Vera")
    await vera.presses(f"paway:{olga.id}:open")
    assert await olga.reads() == text_of("away-by", by="Vera")
    audited = await row(stage, "select string_agg(action, ' ' order by id) from audit where action like 'member%'")
    assert audited[0] == "member-away member-back member-away"


async def test_a_colleagues_tickets_go_back_to_the_queue_in_one_press_with_a_question_before(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    vera = stage.vera
    await vera.writes("/categories add Doors")
    first = await filed_and_taken(rita, olga, "The door does not open")
    second = await filed_and_taken(await stage.phone("Sam"), olga, "No water in the kitchen")
    resolved = await filed_and_taken(await stage.phone("Tom"), olga, "No light")
    await olga.writes(f"/resolve {resolved}")
    await olga.writes(f"/category {first} Doors")
    await member(vera, olga.id)
    await vera.presses(f"moves:{olga.id}:1")
    assert piece_of("move-which") in await vera.reads()
    assert await _labels(vera) == [
        "All: 2",
        "without a topic: 1",
        "Doors: 1",
        text_of("btn-member"),
    ] or "Doors: 1" in await _labels(vera)
    await vera.presses(f"move:{olga.id}:1:ask:1:0")
    await vera.presses(f"move:{olga.id}:1:{ivan.id}:1:0")
    assert (await vera.reads()).startswith("1 ticket goes from Olga to Ivan.")
    assert await _holder(stage, first) == "Olga"  # not before the word
    yes = await vera.last()
    await vera.presses(f"move:{olga.id}:1:{ivan.id}:1:1")
    assert [await _holder(stage, n) for n in (first, second, resolved)] == ["Ivan", "Olga", "Olga"]
    await vera.presses(f"move:{olga.id}:1:{ivan.id}:1:1", on=yes["message_id"], force=True)
    assert (await vera.answer())["show_alert"]
    await vera.presses(f"moves:{olga.id}:1")
    await vera.presses(f"move:{olga.id}:all:ask:1:0")
    await vera.presses(f"move:{olga.id}:all:queue:1:0")
    assert "back to the queue" in await vera.reads()
    await vera.presses(f"move:{olga.id}:all:queue:1:1")
    assert await _holder(stage, second) is None
    assert await _holder(stage, resolved) == "Olga"
    assert f"claim:{second}" in {b for m in await ivan.received() for b in buttons(m)}
    moved = await row(stage, "select old, new from audit where action = 'tickets-moved' order by id limit 1")
    assert tuple(moved) == ("1", "Ivan")


async def test_what_a_receiver_filed_stays_and_is_counted(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    vera = stage.vera
    own = await files(ivan, "My own badge")
    await olga.writes(f"/claim {own}")
    other = await filed_and_taken(rita, olga, "The door does not open")
    await member(vera, olga.id)
    for step in ("moves:{}:1", "move:{}:all:ask:1:0", f"move:{{}}:all:{ivan.id}:1:0", f"move:{{}}:all:{ivan.id}:1:1"):
        await vera.presses(step.format(olga.id))
    assert [await _holder(stage, n) for n in (own, other)] == ["Olga", "Ivan"]
    assert (await vera.answer())["text"] == "1 ticket moved; 1 could not."


async def test_where_many_are_on_the_team_the_list_has_pages_of_at_most_eight_buttons(stage: Stage) -> None:
    vera = stage.vera
    for n in range(14):
        await execute(
            stage,
            "insert into people (telegram_id, name, role, created_at) values (:id, :name, 'agent', now())",
            id=5000 + n,
            name=f"Agent {n:02d}",
        )
    await vera.writes("/staff")
    assert (await vera.reads()).splitlines()[0].endswith("1 of 3")
    seen: set[str] = set()
    for page in (1, 2, 3):
        shown = await vera.buttons()
        assert len(shown) <= 8
        seen |= {b for b in shown if b.startswith("person:")}
        if page < 3:
            await vera.presses(f"staff:{page + 1}")
    assert len(seen) == 15


@IN_BOTH
async def test_my_topics_are_chosen_by_buttons_and_admins_choose_anybodys(stage: Stage, language: str) -> None:
    vera = stage.vera
    nina = await stage.agent("Nina", language=language)
    await nina.writes("/topics")
    assert "/categories add" in await nina.reads()
    for name in ("Doors", "Water", "Light", "Network", "Badges", "<b>Food</b>"):
        await vera.writes(f"/categories add {name}")
    await nina.writes("/topics")
    shown = await nina.last()
    assert len(buttons(shown)) == 6  # five, and to the next page
    await nina.presses(f"topic:{nina.id}:1:1:1")
    assert "Doors" in (await nina.reads()).splitlines()[1]
    await nina.presses(f"topics:{nina.id}:2")
    await nina.presses(f"topic:{nina.id}:6:1:2")
    assert "Doors, <b>Food</b>" in await nina.reads()
    await nina.presses(f"topic:{nina.id}:6:0:2")
    assert "Food" not in (await nina.reads()).splitlines()[1]
    await member(vera, nina.id)
    assert "Topics: Doors" in await vera.reads()
    await vera.presses(f"topics:{nina.id}:1")
    assert (await vera.reads()).startswith("Nina: topics")
    await vera.presses(f"topic:{nina.id}:2:1:1")
    assert "Water" in await nina.reads()
    assert "Vera" in await nina.reads()
