"""§3.3 Answering: a reply answers, an answer takes, what replies to nothing is asked about, what fails is said."""

from typing import Any

import pytest

from tests.breadth import apart
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import PRINTER, answers, assignee, card_of, filed, row, status, taken
from tests.flows.stage import Stage

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


@pytest.mark.broad
@pytest.mark.usefixtures("printer")
async def test_a_reply_to_any_message_of_a_ticket_answers(stage: Stage, rita: Phone, olga: Phone) -> None:
    await rita.writes("It also makes a noise now")
    told = await olga.containing("makes a noise")
    first = await olga.writes("I hear it", reply_to=told["message_id"])
    await olga.writes("From here, too", reply_to=first)
    await olga.presses("open:1")
    await olga.writes("Still", reply_to=(await olga.last())["message_id"])
    await olga.presses("thread:1:1")
    await olga.writes("And now it is over", reply_to=(await olga.last())["message_id"])
    said = [t for t in await rita.texts() if t.startswith("#1 · Olga")]
    assert [t.rpartition(": ")[2] for t in said] == ["I hear it", "From here, too", "Still", "And now it is over"]


@pytest.mark.usefixtures("fire")
async def test_an_answer_to_an_untaken_ticket_takes_it(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await answers(olga, 1, "On my way")
    assert await assignee(stage, 1) == "Olga"
    assert await status(stage, 1) == "in_progress"
    assert "taken by Olga" in words(await card_of(ivan, 1))
    assert not [t for t in await rita.texts() if "is looking after" in t]
    assert (await rita.texts())[-1] == "#1 · Olga: On my way"


@pytest.mark.usefixtures("fire")
async def test_resolving_an_untaken_ticket_takes_it(stage: Stage, rita: Phone, olga: Phone) -> None:
    await olga.writes("/resolve 1")
    assert await assignee(stage, 1) == "Olga"
    assert await status(stage, 1) == "resolved"
    assert not [t for t in await rita.texts() if "is looking after" in t]
    assert "Olga thinks that #1 is solved" in words(await rita.last())


@pytest.mark.parametrize("ends", apart(["cancel", "confirm"]))
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


@pytest.mark.broad
@pytest.mark.usefixtures("printer")
async def test_an_answer_to_a_resolved_ticket_leaves_it_resolved(stage: Stage, rita: Phone, olga: Phone) -> None:
    await olga.presses("resolve:1")
    await answers(olga, 1, "It was the toner")
    assert await status(stage, 1) == "resolved"
    assert [t for t in await rita.texts() if t.endswith("It was the toner")]


@pytest.mark.broad
@pytest.mark.usefixtures("printer")
async def test_a_reply_to_anothers_taken_card_is_asked_about_first(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    before = len(await rita.received())
    said = await answers(ivan, 1, "Olga is slow, ask me")
    assert len(await rita.received()) == before
    question = await ivan.message_with("to:1")
    assert "#1 is with Olga" in words(question)
    assert buttons(question) == ["to:1", "to:none"]
    await ivan.presses("to:1")
    assert (await rita.texts())[-1] == "#1 · Ivan: Olga is slow, ask me"
    assert await ivan.reactions(said) == ["👍"]
    assert await assignee(stage, 1) == "Olga"


async def _named(phone: Phone, one: dict[str, Any]) -> str:
    return next(words(m) for m in await phone.received() if m["message_id"] == one["message_id"])


@pytest.mark.broad
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


@pytest.mark.broad
@pytest.mark.usefixtures("printer")
async def test_so_is_one_to_an_older_card_that_still_says_so(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    old = await card_of(ivan, 1)
    await olga.presses("release:1")
    await olga.presses("claim:1")
    before = len(await rita.received())
    await ivan.writes("I reply to the older one", reply_to=old["message_id"])
    assert len(await rita.received()) == before
    assert await ivan.message_with("to:1")


@pytest.mark.broad
@pytest.mark.usefixtures("printer")
async def test_so_is_a_reply_to_a_reminder(stage: Stage, rita: Phone, olga: Phone) -> None:
    await stage.pass_time(minutes=61)
    reminder = await olga.containing("has been waiting for your answer")
    before = len(await rita.received())
    await olga.writes("I have not forgotten you", reply_to=reminder["message_id"])
    assert len(await rita.received()) == before
    await rita.writes("Are you there?")
    await stage.pass_time(minutes=61)
    await olga.writes("Nor now", reply_to=reminder["message_id"])
    assert not [t for t in await rita.texts() if "forgotten" in t or "Nor now" in t]
    await olga.presses("to:1")
    assert (await rita.texts())[-1].endswith("Nor now")


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


@pytest.mark.broad
@pytest.mark.usefixtures("printer")
async def test_tickets_of_one_person_are_offered_with_their_subjects(stage: Stage, rita: Phone, olga: Phone) -> None:
    await rita.writes("/new No water in the kitchen")
    await rita.presses("send:2")
    await olga.presses("claim:2")
    await olga.writes("It is being repaired")
    question = await olga.message_with("to:none")
    assert [b["text"] for b in question["buttons"][0]] == ["#2 Rita K. · No water in the kitchen"]


@pytest.mark.broad
@pytest.mark.usefixtures("printer")
async def test_further_messages_join_the_question(stage: Stage, rita: Phone, olga: Phone) -> None:
    await olga.writes("First")
    await olga.writes("Second")
    assert len([m for m in await olga.received() if "to:none" in buttons(m)]) == 1
    await olga.presses("to:1")
    assert [t for t in await rita.texts() if "Olga:" in t] == ["#1 · Olga: First", "#1 · Olga: Second"]


@pytest.mark.broad
async def test_to_new_makes_it_their_own_request(stage: Stage, olga: Phone, ivan: Phone) -> None:
    await olga.writes("My chair is broken and I cannot sit")
    await olga.presses("to:new")
    await stage.pass_time(seconds=31)
    assert "My chair is broken" in words(await ivan.message_with("claim:1"))


@pytest.mark.usefixtures("printer")
async def test_to_none_drops_it(stage: Stage, rita: Phone, olga: Phone) -> None:
    await olga.writes("mistyped")
    await olga.presses("to:none")
    await stage.pass_time(hours=1)
    assert not [t for t in await rita.texts() if "mistyped" in t]
    assert (await row(stage, "select count(*) from tickets"))[0] == 1


@pytest.mark.broad
async def test_at_most_twenty_are_offered(stage: Stage, olga: Phone) -> None:
    phones = [await stage.phone(f"Guest {n}") for n in range(22)]
    for n, phone in enumerate(phones):
        await taken(phone, olga, f"Problem number {n} of this day")
    await olga.writes("Which of them?")
    offered = [b for b in buttons(await olga.message_with("to:none")) if b not in ("to:new", "to:none")]
    assert offered == [f"to:{n}" for n in range(22, 2, -1)]


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


@pytest.mark.broad
@pytest.mark.usefixtures("printer")
async def test_who_blocks_the_bot_is_not_taken_for_back(stage: Stage, rita: Phone, olga: Phone) -> None:
    await stage.telegram.do("fault", method="sendMessage", chat_id=rita.id, status=403,
                            description="Forbidden: bot was blocked by the user", times=1)  # fmt: skip
    await answers(olga, 1, "Are you there?")
    parked = "select state from jobs where box = 'to_telegram' and entry_id is not null order by id desc limit 1"
    assert (await row(stage, parked)).state == "parked"
    await stage.telegram.do("block", person=rita.id)
    await stage.settle()
    assert (await row(stage, parked)).state == "parked"
    assert (await row(stage, "select blocked_at from people where name like 'Rita%'")).blocked_at is not None
    assert len([t for t in await olga.texts() if t.endswith("arrives when they are back.")]) == 1


@pytest.mark.broad
@pytest.mark.usefixtures("printer")
@pytest.mark.board
async def test_an_answer_to_an_account_that_is_gone_is_said_too(stage: Stage, rita: Phone, olga: Phone) -> None:
    await stage.telegram.do("deactivate", person=rita.id)
    said = await answers(olga, 1, "Are you there?")
    told = await olga.containing("cannot be delivered")
    assert told["reply_to"] == said
    assert [c for c in await stage.board.comments(1) if c.startswith("//") and "cannot be delivered" in c]
