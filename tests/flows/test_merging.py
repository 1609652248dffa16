"""Two requests of one person that are one: merged, gone on with from wherever somebody replies, taken apart again."""

import pytest

from tests.flows.acts import dismissed
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import card_of, filed, row, status, taken
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Merged requests")

BOARD = False
WHERE = "select t.number, e.kind from entries e join tickets t on t.id = e.ticket_id where e.body = :said"

IN_THREAD = """
select t.number, e.kind from entries e
join tickets t on cardinality(t.merged_ids) > 0 and e.ticket_id = any(t.merged_ids || t.id)
where e.body = :said
"""


async def where(stage: Stage, said: str) -> tuple[int, str]:
    """The ticket on which these words stand, and what they are."""
    found = await row(stage, WHERE, said=said)
    return found[0], found[1]


async def test_a_merged_one_takes_no_verb_and_leads_to_the_other(stage: Stage, rita: Phone, olga: Phone) -> None:
    first, second = await filed(rita), await filed(rita, "It smells of smoke")
    card = (await card_of(olga, second))["message_id"]
    await olga.presses(f"claim:{first}")
    await olga.writes(f"/merge into {first}", reply_to=card)
    for command in ("claim {}", "reopen {}", "resolve {}", "priority {} 1"):
        await olga.writes("/" + command.format(second))
        assert await olga.reads() == text_of("is-merged", number=second, into=first)
    shown = await rita.containing(piece_of("is-merged"))
    assert not [b for b in buttons(shown) if "reopen" in b or "cancel" in b]
    await olga.writes(f"/resolve {first}")
    await stage.pass_time(minutes=2)
    await rita.presses(f"solved:{first}:yes")
    await rita.presses(f"reopen:{second}", on=shown["message_id"], force=True)
    assert (await status(stage, second), await status(stage, first)) == ("closed", "closed")
    await rita.writes("Smoke again", reply_to=(await rita.containing("are about the same"))["message_id"])
    assert f"reopen:{first}" in await rita.buttons() and f"reopen:{second}" not in await rita.buttons()
    await rita.presses(f"reopen:{first}")
    assert await where(stage, "Smoke again") == (first, "comment")
    assert (await status(stage, second), await status(stage, first)) == ("closed", "reopened")


async def test_what_cannot_be_merged_is_said(stage: Stage, rita: Phone, olga: Phone) -> None:
    first, second, third = [await filed(rita, f"Chair {n} is broken") for n in (1, 2, 3)]
    other = await filed(await stage.phone("Sam"), "There is no soap")
    own = await filed(olga, "My lamp is broken")
    await olga.writes(f"/resolve {third}")
    lines = {
        "/merge": text_of("usage-merge"),
        f"/merge {first}": text_of("usage-merge"),
        f"/merge {first} into": text_of("usage-merge"),
        f"/merge {first} into {first}": text_of("merge-itself", number=first),
        f"/merge {first} into {other}": text_of("merge-not-theirs", number=first, into=other),
        f"/merge {first} into {third}": text_of("merge-into-ended", number=first, into=third),
        f"/merge {own} into {first}": text_of("own-ticket", number=own),
        f"/merge {first} into {own}": text_of("own-ticket", number=own),
        f"/merge 99 into {first}": "There is no #99 here.",
        f"/merge {first} into 999999999999999999": "There is no #999999999999999999 here.",
        f"/unmerge {first}": text_of("not-merged", number=first),
        "/unmerge": text_of("usage-merge"),
    }
    for typed, said in lines.items():
        await olga.writes(typed)
        assert (await olga.reads()).startswith(said), typed
    await rita.writes(f"/merge {first} into {second}")
    assert await rita.reads() == "Only the team can do this."
    assert await scalar(stage, "select count(*) from tickets where merged_into_id is not null") == 0
    await olga.writes(f"/merge {third} into {first}")
    await olga.writes(f"/merge {second} into {third}")
    assert await olga.reads() == text_of("is-merged", number=third, into=first)
    await olga.writes(f"/merge {first} into {third}")
    assert await olga.reads() == text_of("is-merged", number=third, into=first)


@pytest.mark.board
async def test_on_the_board_what_is_written_under_its_task_goes_to_the_other(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    first, second = await filed(rita), await filed(rita, "It smells of smoke")
    await olga.presses(f"claim:{first}")
    await olga.writes(f"/merge {second} into {first}")
    assert (await stage.board.task(second))["checked"]
    assert f"// Merged into #{first}. What is written here goes there." in await stage.board.comments(second)
    assert any(piece_of("remark-merged-here") in one for one in await stage.board.comments(first))
    await stage.board.comment(second, "We bring water", by=account_of_olga)
    assert await where(stage, "We bring water") == (first, "reply")
    assert await rita.reads() == f"#{first} · Olga: We bring water"
    assert any("We bring water" in one for one in await stage.board.comments(first))
    await stage.board.uncomplete(second, by=account_of_olga)
    assert (await stage.board.task(second))["checked"]
    assert (await status(stage, second), await status(stage, first)) == ("closed", "in_progress")
    await dismissed(stage, olga)
    await stage.board.comment(second, "I still look in here", by=account_of_olga)
    assert await where(stage, "I still look in here") == (first, "note")
    await rita.writes("Thank you, but hurry", reply_to=(await rita.containing("We bring water"))["message_id"])
    assert not any("hurry" in one for one in await stage.board.comments(second))
    assert any("hurry" in one for one in await stage.board.comments(first))


@pytest.mark.parametrize("held", [False, True])
async def test_two_agents_at_once(stage: Stage, rita: Phone, olga: Phone, ivan: Phone, held: bool) -> None:
    a, b, c = [await filed(rita, f"Chair {n} is broken") for n in (1, 2, 3)]
    said = await rita.containing(f"{a}")
    await olga.writes(f"/merge {a} into {b}", quietly=True)
    await ivan.writes(f"/merge {b} into {a}" if held else f"/merge {a} into {c}", quietly=True)
    await rita.writes("The leg is off", reply_to=said["message_id"], quietly=True)
    await stage.settle()
    merged = await row(stage, "select count(*), sum(cardinality(merged_ids)) from tickets where merged_into_id > 0")
    total = await row(stage, "select sum(cardinality(merged_ids)) from tickets")
    assert (merged[0], total[0]) == (1, 1)
    open_one = await row(stage, "select number from tickets where cardinality(merged_ids) > 0")
    assert tuple(await row(stage, IN_THREAD, said="The leg is off")) == (open_one[0], "comment")  # before it, or after
    assert (await status(stage, open_one[0])) == "new"


@pytest.mark.parametrize("command", ["hold", "escalate"])
async def test_why_is_noted_where_it_goes_on(stage: Stage, rita: Phone, olga: Phone, command: str) -> None:
    first, second = await taken(rita, olga, "The lamp"), await taken(rita, olga, "The projector")
    await olga.writes(f"/ticket {second}")
    if command == "hold":
        await olga.presses(f"more:open:{second}:2")
        await olga.presses(f"hold:{second}")
    else:
        await olga.writes(f"/escalate {second}")
    asked = await olga.last_id()
    await olga.writes(f"/merge {second} into {first}")
    await olga.writes("We wait for bulbs", reply_to=asked)
    (noted,) = [m for m in await olga.received() if m["message_id"] == asked]
    assert words(noted) == f"Noted in #{first}."
    await olga.writes(f"/ticket {first}")
    assert "We wait for bulbs" in await olga.reads()
