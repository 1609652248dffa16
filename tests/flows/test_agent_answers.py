"""§3.3 Answering: a reply answers, an answer takes, what replies to nothing is asked about, what fails is said."""

from typing import Any

import pytest

from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import PRINTER, answers, assignee, card_of, filed, row, status, taken
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("3.3 Answering")

BOARD = False


async def test_a_reply_to_the_card_answers_and_gets_a_thumb(stage: Stage, rita: Phone, olga: Phone) -> None:
    asked = await rita.writes(PRINTER)
    await rita.presses("send:1")
    await olga.presses("claim:1")
    said = await answers(olga, 1, "Step back, help is near")
    answer = await rita.last()
    assert words(answer) == "#1 · Olga: Step back, help is near"
    assert answer["reply_to"] == asked
    assert await olga.reactions(said) == ["👍"]


@pytest.mark.usefixtures("printer")
async def test_the_thumb_comes_only_when_the_answer_has_arrived(stage: Stage, rita: Phone, olga: Phone) -> None:
    await stage.telegram.do("fault", method="sendMessage", chat_id=rita.id, status=502, times=1)
    said = await answers(olga, 1, "Step back, help is near")
    assert await olga.reactions(said) == []
    await stage.pass_time(seconds=5)
    assert await olga.reactions(said) == ["👍"]
    assert len([t for t in await rita.texts() if "Step back" in t]) == 1


@pytest.mark.usefixtures("fire")
async def test_an_answer_to_an_untaken_ticket_takes_it(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await answers(olga, 1, "On my way")
    assert await assignee(stage, 1) == "Olga"
    assert await status(stage, 1) == "in_progress"
    assert "taken by Olga" in words(await card_of(ivan, 1))
    assert not [t for t in await rita.texts() if "is looking after" in t]
    assert (await rita.texts())[-1] == "#1 · Olga: On my way"


@pytest.mark.parametrize("ends", ["cancel", "confirm"])
@pytest.mark.usefixtures("printer")
async def test_an_answer_to_a_finished_ticket_arrives_and_changes_no_status(
    stage: Stage, rita: Phone, olga: Phone, ends: str
) -> None:
    if ends == "cancel":
        await rita.presses("cancel:1")
    else:
        await olga.presses("resolve:1")
        await rita.presses("solved:1:yes")
    before = await status(stage, 1)
    said = await answers(olga, 1, "One more thing: the manual is on the shelf")
    assert (await rita.texts())[-1].endswith("the manual is on the shelf")
    assert await olga.reactions(said) == ["👍"]
    assert await status(stage, 1) == before


async def _named(phone: Phone, one: dict[str, Any]) -> str:
    return next(words(m) for m in await phone.received() if m["message_id"] == one["message_id"])


@pytest.mark.usefixtures("printer")
async def test_a_question_that_came_twice_is_about_its_own_words_both_times(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    """Telegram had sent it, but its answer was lost: it is sent again, and of the first nobody knows the number."""
    await stage.telegram.do("fault", method="sendMessage", chat_id=ivan.id, status=502, after=True, times=1)
    await answers(ivan, 1, "Olga is slow, ask me")
    await stage.pass_time(seconds=5)
    first, second = [m for m in await ivan.received() if "to:1" in buttons(m)]
    await answers(ivan, 1, "It is the toner")
    *_, other = [m for m in await ivan.received() if "to:1" in buttons(m)]
    assert other["message_id"] not in (first["message_id"], second["message_id"])

    await ivan.presses("to:none", on=first["message_id"])
    assert await _named(ivan, second) == "Not sent."
    await ivan.presses("to:none", on=first["message_id"], force=True)
    assert (await ivan.answers())[-1]["show_alert"]
    assert await _named(ivan, other) == words(other)
    await ivan.presses("to:1", on=other["message_id"])
    assert (await rita.texts())[-1] == "#1 · Ivan: It is the toner"


@pytest.mark.usefixtures("printer")
async def test_refused_there_it_is_not_sent(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await answers(ivan, 1, "Olga is slow, ask me")
    await ivan.presses("to:none")
    assert "Not sent" in words(await ivan.containing("Not sent"))
    assert not [t for t in await rita.texts() if "slow" in t]


async def test_what_replies_to_nothing_is_not_sent_but_asked(stage: Stage, rita: Phone, olga: Phone) -> None:
    sam = await stage.phone("Sam")
    await taken(rita, olga)
    await taken(sam, olga, "No water in the kitchen")
    await filed(await stage.phone("Tom"), "Nobody has taken this one")
    own = await filed(olga, "My own chair is broken")
    await olga.writes("It is being repaired")
    question = await olga.message_with("to:none")
    assert buttons(question) == [f"to:{own}", "to:2", "to:1", "to:new", "to:none"]
    assert [b["text"] for row_ in question["buttons"] for b in row_][:3] == [f"#{own} Olga", "#2 Sam", "#1 Rita K."]
    await stage.pass_time(hours=3)
    assert not [t for p in (rita, sam) for t in await p.texts() if "repaired" in t]
    await olga.presses("to:2")
    assert (await sam.texts())[-1] == "#2 · Olga: It is being repaired"
    assert "Sent to #2" in words(next(m for m in await olga.received() if m["message_id"] == question["message_id"]))


async def test_words_about_a_ticket_taken_after_an_open_question_are_not_swallowed_by_it(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await olga.writes("what is in the box?")
    old = await olga.message_with("to:none")
    await taken(rita, olga)
    await olga.writes("Is it plugged in?")
    question = await olga.message_with("to:1")
    assert question["message_id"] != old["message_id"]
    await olga.writes("Is its lamp on?")
    await olga.presses("to:1", on=question["message_id"])
    told = [text for text in await rita.texts() if "plugged in" in text or "lamp on" in text]
    assert len(told) == 2, told
    assert not [text for text in await rita.texts() if "box?" in text]


@pytest.mark.usefixtures("printer")
async def test_while_their_own_draft_gathers_it_belongs_to_that(stage: Stage, rita: Phone, olga: Phone) -> None:
    await olga.writes("/new My chair is broken")
    await olga.writes("and the table too")
    assert not [m for m in await olga.received() if "to:none" in buttons(m)]
    await stage.pass_time(seconds=31)
    said = await row(stage, "select string_agg(body, '|' order by e.id) from entries e where ticket_id = 2")
    assert said[0] == "My chair is broken|and the table too"


@pytest.mark.usefixtures("printer")
@pytest.mark.board
async def test_an_answer_to_who_blocked_the_bot_waits_and_the_agent_is_told(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await stage.telegram.do("block", person=rita.id)
    await stage.settle()
    said = await answers(olga, 1, "Are you there?")
    told = await olga.containing("has blocked the bot")
    assert "Rita" in words(told)
    assert told["reply_to"] == said
    assert await olga.reactions(said) == []
    assert [c for c in await stage.board.comments(1) if c.startswith("//") and "blocked" in c]
    await answers(olga, 1, "Hello?")
    await stage.telegram.do("unblock", person=rita.id)
    await stage.settle()
    assert [t for t in await rita.texts() if "Olga:" in t] == ["#1 · Olga: Are you there?", "#1 · Olga: Hello?"]
    assert await olga.reactions(said) == ["👍"]
