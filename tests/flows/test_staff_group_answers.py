"""What staff write in the staff group: a reply to a card, or to anything of a ticket there, is an answer."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import update

from db.database import Database
from db.models import Person
from tests.flows.group import count_stored
from tests.flows.hours import sets
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import VERA, Stage, staged
from tests.flows.test_contacts import OLEG
from tests.flows.test_staff_group import GROUP, Group
from tests.sql import execute
from tests.texts import text_of

pytestmark = pytest.mark.sentence("3.3 Answering")


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A desk with a staff group, without a board."""
    async with staged(database, board=False, staff_chat_id=GROUP, requests__intake_quiet=timedelta()) as made:
        await made.telegram.do("group", person=VERA, title="The team")
        await made.settle()
        await made.telegram.do("privacy", on=False)
        yield made


@pytest_asyncio.fixture
async def group(stage: Stage) -> Group:
    """Its chat."""
    return Group(stage)


async def test_a_reply_to_an_untaken_card_is_an_answer_and_takes_it(
    stage: Stage, group: Group, rita: Phone, olga: Phone
) -> None:
    await rita.writes("There is no paper")
    said = await group.write(olga, "Paper is in the cupboard", reply_to=await group.card())
    assert "Paper is in the cupboard" in await rita.reads()
    assert await group.reactions(said) == ["👍"]
    (card,) = await group.received()
    assert "Olga" in words(card) and buttons(card) == ["open:1"]
    assert "release:1" in buttons(await olga.message_with("release:1")), "her card is in private"
    assert all(message["reactions"] == [] for message in await olga.chat()), "nothing there has that number"


async def test_a_reply_to_a_colleague_and_one_that_names_one_stay_inside(
    stage: Stage, group: Group, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    await rita.writes("There is no paper")
    said = await group.write(olga, "Paper is in the cupboard", reply_to=await group.card())
    await execute(stage, update(Person).where(Person.telegram_id == olga.id).values(username="Olga_P"))
    before = await rita.received()
    for text, to in (("Not the left one?", said), ("@olga_p are you sure?", await group.card())):
        note = await group.write(ivan, text, reply_to=to)
        assert await group.reactions(note) == ["✍"]
    assert await rita.received() == before
    more = await group.write(ivan, "Not us, just tell them no", reply_to=await group.card())
    assert "just tell them no" in await rita.reads(), "a reply is the answer, whatever it says"
    assert await group.reactions(more) == ["👍"]


async def test_a_verb_there_acts_at_once_and_what_replies_to_nothing_is_talk(
    stage: Stage, group: Group, rita: Phone, olga: Phone
) -> None:
    await rita.writes("There is no paper")
    before = len(await group.received())
    await group.write(olga, "I'll take it")
    assert await count_stored(stage, "take it") == 0 and len(await group.received()) == before
    said = await group.write(olga, "Take", reply_to=await group.card())
    assert "taken by Olga" in (await group.texts())[0]
    assert await group.reactions(said) == [], "the card shows it"


@pytest.mark.parametrize("said", ["// she is new here", " //she is new here"])
async def test_a_note_there_stays_a_note(stage: Stage, group: Group, rita: Phone, olga: Phone, said: str) -> None:
    await rita.writes("There is no paper")
    before = await rita.received()
    note = await group.write(olga, said, reply_to=await group.card())
    assert await group.reactions(note) == ["✍"]
    more = await group.write(olga, "Since Monday", reply_to=note)
    assert await group.reactions(more) == ["✍"], "a reply to a note is a note"
    await group.do("edit", olga, message_id=note, text="an answer after all")
    assert await rita.received() == before
    assert (await group.texts())[-1] == text_of("edit-stays-inside")
    await group.press(olga, "open:1")
    assert "an answer after all" in await olga.reads() and "Since Monday" in await olga.reads()


@pytest.mark.parametrize("mark", ["", "// "])
async def test_the_rest_of_a_text_that_was_cut_in_two_goes_with_it(
    stage: Stage, group: Group, rita: Phone, olga: Phone, ivan: Phone, mark: str
) -> None:
    await rita.writes("There is no paper")
    card, before = await group.card(), len(await rita.received())
    long = mark + "Open the cupboard on the left. " * 125
    await stage.telegram.do("message", person=olga.id, chat=GROUP, text=long, reply_to=card)
    rest = await group.write(olga, "And bring the key back.")
    await group.write(ivan, "Lunch?")
    await group.write(olga, "At one.")
    told = [words(message) for message in (await rita.received())[before:]]
    assert any("bring the key back" in text for text in told) is (not mark)
    assert await group.reactions(rest) == (["✍"] if mark else ["👍"])
    assert await count_stored(stage, "Lunch?") == await count_stored(stage, "At one.") == 0


async def test_an_album_there_is_one_answer_or_one_note(stage: Stage, group: Group, rita: Phone, olga: Phone) -> None:
    await rita.writes("There is no paper")
    card = await group.card()
    before = len(await rita.received())
    first, *_ = await group.send(olga, "Look here", None, reply_to=card)
    await stage.pass_time(seconds=5)
    assert len([m for m in (await rita.received())[before:] if m.get("files") or m.get("file")]) >= 1
    assert await group.reactions(first) == ["👍"]
    shown = len(await rita.received())
    first, *_ = await group.send(olga, None, "// look here", reply_to=card)
    await stage.pass_time(seconds=5)
    assert len(await rita.received()) == shown
    assert await group.reactions(first) == ["✍"]


async def test_a_word_there_takes_back_without_a_reply(stage: Stage, group: Group, rita: Phone, olga: Phone) -> None:
    """It is about what they said there just now: also an album that waits, and what came with the word."""
    await sets(stage, undo_seconds="10")
    await rita.writes("There is no paper")
    card, heard = await group.card(), len(await rita.received())
    for send in (group.write(olga, "It is in hall B", reply_to=card), group.send(olga, "Look", None, reply_to=card)):
        await send
        assert await group.reactions(await group.write(olga, "Wrong chat")) == ["👌"]
        await stage.pass_time(seconds=20)
    for said in ({"text": "Ivan is to blame", "reply_to": card}, {"text": "undo"}):
        await stage.telegram.do("message", person=olga.id, chat=GROUP, **said)
    await stage.pass_time(seconds=20)
    told = [words(message) for message in (await rita.received())[heard:]]
    assert not [one for one in told if "hall B" in one or "Look" in one or "blame" in one]
    await group.write(olga, "oops, wrong person")
    assert await count_stored(stage, "wrong person") == 0, "what is said of nothing is talk"


@pytest.mark.parametrize("command", ["/resolve In the cupboard", "/pending Which floor?", "/hold Please wait"])
async def test_a_command_there_needs_no_number(
    stage: Stage, group: Group, rita: Phone, olga: Phone, command: str
) -> None:
    await rita.writes("There is no paper")
    said = await group.write(olga, command, reply_to=await group.card())
    assert any(command.partition(" ")[2] in text for text in await rita.texts())
    told = (await group.received())[-1]
    assert "#1" in words(told) and told["reply_to"] == said
    assert await group.reactions(said) == ["👍"]


async def test_claim_priority_and_note_there(stage: Stage, group: Group, rita: Phone, olga: Phone) -> None:
    await rita.writes("There is no paper")
    before = len(await rita.received())
    card = await group.card()
    await group.write(olga, "/claim", reply_to=card)
    assert "Olga" in (await group.texts())[0]
    await group.write(olga, "/priority 1", reply_to=card)
    assert (await group.texts())[-1] == text_of("done-priority", number=1, priority=1)
    await group.write(olga, "/note she is new here", reply_to=card)
    await group.write(olga, "/progress", reply_to=card)
    assert not [text for text in await rita.texts() if "new here" in text]
    assert len(await rita.received()) <= before + 1  # Olga is looking after it
    await group.write(olga, "/ticket", reply_to=card)
    assert "hand:1" in await olga.buttons(), "views come in private"


@pytest.mark.parametrize("typed", ["/resolv it", "/nothing", "/ resolve"])
async def test_a_mistyped_command_there_is_stored_nowhere(
    stage: Stage, group: Group, rita: Phone, olga: Phone, typed: str
) -> None:
    await rita.writes("There is no paper")
    before = await rita.received()
    said = await group.write(olga, f"{typed} tomorrow morning", reply_to=await group.card())
    told = (await group.received())[-1]
    assert told["reply_to"] == said and words(told)
    assert await rita.received() == before
    assert await group.reactions(said) == []


async def test_commands_of_the_private_chat_are_refused_there(
    stage: Stage, group: Group, rita: Phone, olga: Phone
) -> None:
    await rita.writes("There is no paper")
    card, before = await group.card(), await olga.received()
    for typed in ("/settings", "/queue", "/help", "/quiet"):
        await group.write(olga, typed, reply_to=card)
        assert (await group.texts())[-1] == text_of("group-command-private", bot="pulldesk_demo_bot")
    told = len(await group.received())
    await group.write(olga, "/resolve@another_bot it", reply_to=card)
    await group.write(olga, "/queue")
    await group.write(olga, "Lunch?")
    assert len(await group.received()) == told and await olga.received() == before
    assert await count_stored(stage, "Lunch?") == await count_stored(stage, "another_bot") == 0


async def test_an_edit_and_a_withdrawal_there(stage: Stage, group: Group, rita: Phone, olga: Phone) -> None:
    await rita.writes("There is no paper")
    said = await group.write(olga, "Paper is in the cupboard", reply_to=await group.card())
    await group.do("edit", olga, message_id=said, text="Paper is in the kitchen")
    assert "Paper is in the kitchen" in await rita.reads()
    asked = await group.write(olga, "/delete", reply_to=said)
    assert not [text for text in await rita.texts() if "Paper is" in text]
    told = (await group.received())[-1]
    assert told["reply_to"] == asked and words(told) == text_of("delete-done-group")


async def test_somebody_elses_words_cannot_be_withdrawn_there(
    stage: Stage, group: Group, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    await rita.writes("There is no paper")
    said = await group.write(olga, "Paper is in the cupboard", reply_to=await group.card())
    await group.write(ivan, "/delete", reply_to=said)
    assert (await group.texts())[-1] == text_of("delete-not-yours")
    assert "Paper is in the cupboard" in await rita.reads()


async def test_an_answer_that_does_not_arrive_is_told_there(
    stage: Stage, group: Group, rita: Phone, olga: Phone
) -> None:
    await rita.writes("There is no paper")
    await stage.telegram.do("block", person=rita.id)
    await stage.settle()
    before = len(await olga.received())
    said = await group.write(olga, "Paper is in the cupboard", reply_to=await group.card())
    told = (await group.received())[-1]
    assert words(told) == text_of("answer-blocked", number=1, name="Rita K.") and told["reply_to"] == said
    assert await group.reactions(said) == []
    assert not [m for m in (await olga.received())[before:] if words(m) == words(told)]
    await stage.telegram.do("unblock", person=rita.id)
    await stage.settle()
    assert await group.reactions(said) == ["👍"]


async def test_who_writes_as_the_group_is_asked_to_write_as_themselves(
    stage: Stage, group: Group, rita: Phone, olga: Phone
) -> None:
    await rita.writes("There is no paper")
    before = await rita.received()
    await group.write(olga, "Paper is in the cupboard", reply_to=await group.card(), anonymous=True)
    assert (await group.texts())[-1] == text_of("group-unsent-anonymous")
    assert await count_stored(stage, "cupboard") == 0
    assert await rita.received() == before


@pytest_asyncio.fixture
async def small(database: Database) -> AsyncIterator[Group]:
    """A staff group of three people."""
    async with staged(database, board=False, staff_chat_id=GROUP, requests__intake_quiet=timedelta()) as stage:
        await stage.telegram.do("privacy", on=False)
        await stage.telegram.do("group", person=VERA, title="The team", members=4)
        await stage.settle()
        yield Group(stage)


async def test_a_small_group_reads_what_requesters_add_under_the_card(small: Group) -> None:
    stage = small.stage
    rita, olga = await stage.phone("Rita"), await stage.agent("Olga")
    await rita.writes("There is no paper")
    card = await small.card()
    await small.write(olga, "Which floor?", reply_to=card)
    added = await rita.writes("The second one")
    told = (await small.received())[-1]
    assert words(told) == "#1 · Rita: The second one" and buttons(told) == []
    assert "The second one" in await olga.reads(), "with a sound, in private"
    await stage.telegram.do("edit", person=rita.id, message_id=added, text="The third one")
    await stage.settle()
    assert "The third one" in words((await small.received())[-1])
    before = len(await small.received())
    said = await small.write(olga, "Paper is in the cupboard", reply_to=told["message_id"])
    assert "Paper is in the cupboard" in await rita.reads()
    assert await small.reactions(said) == ["👍"]
    assert len(await small.received()) == before
    await rita.sends("photo", caption="Look")
    await stage.pass_time(seconds=5)
    shown = (await small.received())[-1]
    assert "Look" in words(shown)
    calls = [c["params"] for c in (await stage.telegram.read("calls"))["recent"] if c["ok"]]
    sent = [c for c in calls if "The second one" in str(c) and str(c["chat_id"]) == str(GROUP)]
    assert all(str(c.get("disable_notification")).lower() == "true" for c in sent) and sent


async def test_a_large_group_does_not_unless_admins_choose(
    stage: Stage, group: Group, rita: Phone, olga: Phone
) -> None:
    await rita.writes("There is no paper")
    await group.write(olga, "Which floor?", reply_to=await group.card())
    await rita.writes("The second one")
    assert len(await group.received()) == 1
    await stage.vera.writes("/settings group_tickets add words")
    await rita.writes("By the window")
    assert words((await group.received())[-1]) == "#1 · Rita K.: By the window"


async def test_what_admins_chose_for_a_small_group_stays(small: Group) -> None:
    stage = small.stage
    rita = await stage.phone("Rita")
    await stage.vera.writes("/settings group_tickets remove words")
    await stage.telegram.do("group/kick", person=VERA, chat=GROUP)
    await stage.telegram.do("group/kick", person=VERA, chat=GROUP, undo=True)
    await stage.settle()
    await stage.reopen()
    await rita.writes("There is no paper")
    await rita.writes("On the second floor")
    assert len(await small.received()) == 1


async def test_a_number_and_a_note_do_not_reach_the_group(small: Group) -> None:
    stage = small.stage
    rita, olga = await stage.phone("Rita"), await stage.agent("Olga")
    await rita.writes("There is no paper")
    await small.write(olga, "// call her", reply_to=await small.card())
    await stage.telegram.do("message", person=rita.id, content={"contact": OLEG})
    await stage.settle()
    texts = " ".join(str(m) for m in await small.received())
    assert "1234567" not in texts and "call her" not in texts
    assert "#1 · Rita" in (await small.texts())[-1]


async def test_undo_as_a_reply_takes_back_ones_own_words_and_nobody_elses(
    stage: Stage, group: Group, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    await sets(stage, undo_seconds="10")
    await rita.writes("There is no paper")
    card = await group.card()
    await group.write(olga, "I am on my way", reply_to=card)
    before = await rita.texts()
    await group.write(olga, "Paper is in the cupboard", reply_to=card)
    others = await group.write(ivan, "undo", reply_to=card)
    assert await group.reactions(others) == ["🤷"]
    assert len(await rita.texts()) == len(before) + 1
    word = await group.write(olga, "не туда", reply_to=card)
    assert await group.reactions(word) == ["👌"]
    assert await rita.texts() == before
