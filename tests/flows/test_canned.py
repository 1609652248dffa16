"""Canned replies: made in Telegram, called by `!key`, looked at and then sent, or said otherwise."""

import pytest

from tests.flows.acts import dismissed, filed_and_taken
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Canned replies")

BOARD = False
HELLO = "Hello Hello {name}, {number} is with me. {agent}"


async def made(agent: Phone, said: str, whose: str = "desk") -> str:
    """What the bot says to a new canned reply, typed as a reply to its question."""
    await agent.writes("/replies")
    await agent.presses(f"adnew:replies:{whose}:")
    await agent.writes(said, reply_to=await agent.last_id())
    return await agent.reads()


async def called(agent: Phone, number: int, key: str) -> str:
    """What the bot says to a key; the id of what it shows is in its buttons."""
    card = await agent.containing(f"#{number}")
    await agent.writes(key, reply_to=card["message_id"])
    return await agent.reads()


async def pressed(agent: Phone, press: str) -> None:
    """Send or Change under the last message."""
    await agent.presses(next(b for b in await agent.buttons() if b.startswith(press)))


async def test_after_change_a_reply_goes_instead_and_nothing_goes_twice(stage: Stage, rita: Phone, olga: Phone) -> None:
    await made(olga, HELLO, "own")
    await made(olga, "bye Goodbye {name}", "own")
    number = await filed_and_taken(rita, olga, "The door does not open")
    heard = len(await rita.received())
    await called(olga, number, "!hello")
    first = await olga.last()
    assert (await called(olga, number, "!helo")).startswith(text_of("canned-unknown", word="helo", near="!Hello, !bye"))
    await olga.writes("!bye", reply_to=first["message_id"])
    assert "Goodbye Rita" in await olga.reads()
    assert words(await olga.containing("Not sent")).startswith("Not sent to Rita K., #1")  # another was chosen
    await pressed(olga, "canned_change")
    changing = await olga.last()
    assert words(changing).endswith(text_of("prepared-change"))
    assert [b.partition(":")[0] for b in buttons(changing)] == ["canned_send", "canned_solve"]
    await olga.writes("// she is leaving", reply_to=changing["message_id"])
    assert len(await rita.received()) == heard
    await olga.writes("See you soon", reply_to=changing["message_id"])
    assert [words(m) for m in (await rita.received())[heard:]] == ["#1 · Olga: See you soon"]
    await olga.presses(buttons(changing)[0], on=changing["message_id"], force=True)
    assert (await olga.answer())["show_alert"]
    await olga.writes("And take care", reply_to=changing["message_id"])  # it has gone: an answer as any other
    assert [words(m) for m in (await rita.received())[heard + 1 :]] == ["#1 · Olga: And take care"]
    uses = "select count(*) from canned_uses"
    assert await row(stage, uses) == (1,)


@pytest.mark.parametrize(("language", "label"), [("en", "Send and resolve"), ("ru", "Отправить и решить")])
async def test_an_answer_is_sent_and_its_ticket_resolved_by_one_press(
    stage: Stage, rita: Phone, olga: Phone, language: str, label: str
) -> None:
    await olga.writes(f"/language {language}")
    await made(olga, HELLO, "own")
    number = await filed_and_taken(rita, olga, "The door does not open")
    await called(olga, number, "!hello")
    assert label in [b["text"] for line in (await olga.last())["buttons"] for b in line]
    await pressed(olga, "canned_solve")
    assert "Hello Rita" in " ".join(await rita.texts())
    assert await scalar(stage, "select status::text from tickets") == "resolved"


async def test_whose_a_key_is(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    vera = stage.vera
    await made(vera, "hello From everybody")
    await made(olga, "HELLO From Olga", "own")
    await made(olga, "lamp Only hers", "own")
    number = await filed_and_taken(rita, olga, "The door does not open")
    assert "From Olga" in await called(olga, number, "!hello")  # one's own goes before
    await ivan.writes(f"/ticket {number}")
    assert "From everybody" in await called(ivan, number, "!hello")
    assert (await ivan.reads()).endswith(text_of("prepared-held", name="Olga"))
    assert (await called(ivan, number, "!lamps")) == text_of("canned-unknown", word="lamps", n=1, near="!hello")
    await ivan.writes("!hello")
    assert piece_of("canned-reply-to") in await ivan.reads()
    await ivan.writes("/replies")
    assert "lamp" not in await ivan.reads()
    assert [b for b in await ivan.buttons() if b.startswith("adnew")] == ["adnew:replies:own:"]
    await vera.writes("/replies")
    await vera.presses("adnew:replies:desk:")
    ask = await vera.last()
    await vera.writes("hello Once more", reply_to=ask["message_id"])
    assert piece_of("canned-key-taken") in await vera.reads()
    await vera.writes("dear Dear\n{nmae}", reply_to=ask["message_id"])
    assert piece_of("placeholder-wrong") in await vera.reads()
    await vera.writes("a.b What", reply_to=ask["message_id"])
    assert (await vera.reads()).startswith("First the key")
    await vera.writes("dear", reply_to=ask["message_id"])
    assert piece_of("canned-text-missing") in await vera.reads()
    assert await row(stage, "select count(*) from canned_replies") == (3,)
    await pressed_of_a_former_agent(stage, rita, ivan, number)


async def pressed_of_a_former_agent(stage: Stage, rita: Phone, ivan: Phone, number: int) -> None:
    heard = len(await rita.received())
    await called(ivan, number, "!hello")
    preview = await ivan.last()
    await dismissed(stage, ivan)
    await ivan.presses(buttons(preview)[0], on=preview["message_id"], force=True)
    assert len(await rita.received()) == heard
    assert await row(stage, "select count(*) from canned_uses") == (0,)


async def test_what_happened_since_is_shown_before_it_goes(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await made(stage.vera, HELLO)
    number = await filed_and_taken(rita, olga, "The door does not open")
    heard = len(await rita.received())
    await called(olga, number, "!hello")
    await olga.presses(f"release:{number}")
    await ivan.presses(f"claim:{number}")
    preview = await olga.containing("To Rita K.")
    send = buttons(preview)[0]
    before = len(await rita.received())
    await olga.presses(send, on=preview["message_id"])
    assert (await olga.answer())["text"].startswith(piece_of("prepared-look-again"))
    assert len(await rita.received()) == before
    assert words(await olga.containing("To Rita K.")).endswith(text_of("prepared-held", name="Ivan"))
    await olga.presses(send, on=preview["message_id"])
    assert [m for m in (await rita.received())[heard:] if "is with me" in words(m)]
    await called(ivan, number, "!hello")
    closed = await ivan.last()
    await rita.presses(f"cancel:{number}")
    before = len(await rita.received())
    await ivan.presses(buttons(closed)[0], on=closed["message_id"])
    assert len(await rita.received()) == before
    assert text_of("prepared-finished", number=1) in words(await ivan.containing(piece_of("prepared-finished")))
    await ivan.presses(buttons(closed)[0], on=closed["message_id"])
    assert words((await rita.received())[-1]) == "#1 · Ivan: Hello Rita, #1 is with me. Ivan"
    assert await row(stage, "select status from tickets") == ("cancelled",)


async def test_chosen_on_the_opened_ticket_with_files_and_a_time(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    await vera.writes("/replies")
    await vera.presses("adnew:replies:desk:")
    await vera.sends("photo", caption="map Here is the <b>map</b> 😀", reply_to=await vera.last_id())
    await made(vera, "when Ready by {expected}")
    number = await filed_and_taken(rita, olga, "The door does not open")
    await olga.presses(f"open:{number}")
    await olga.presses(f"canned:{number}:1")
    assert (await olga.reads()).splitlines()[0] == "Answer #1 with"
    await pressed(olga, f"reply_with:{number}:1")
    assert await olga.reads() == "To Rita K., #1 · !map\nHere is the <b>map</b> 😀\n📎 1"
    await pressed(olga, "canned_send")
    got = (await rita.received())[-1]
    assert "Here is the <b>map</b> 😀" in words(got)
    assert len(got["files"]) == 1
    await olga.presses(f"reply_with:{number}:2", on=(await olga.containing("Answer #1"))["message_id"])
    nothing_promised = await olga.last()
    assert text_of("prepared-missing", number=1) in words(nothing_promised)
    assert [b.partition(":")[0] for b in buttons(nothing_promised)] == ["canned_change"]
    await olga.presses(
        buttons(nothing_promised)[0].replace("change", "send"), on=nothing_promised["message_id"], force=True
    )
    assert "Ready by" not in " ".join(await rita.texts())
    await olga.writes(f"/promise {number} 14:30")
    assert "Ready by 14:30" in await called(olga, number, "!when")


async def test_changed_removed_and_brought_back(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    await made(vera, HELLO)
    number = await filed_and_taken(rita, olga, "The door does not open")
    await called(olga, number, "!hello")
    preview = await olga.last()
    await vera.presses("adask:replies:1:text")
    await vera.writes("Good day, {имя}", reply_to=await vera.last_id())
    await vera.presses("addo:replies:1:remove")
    assert text_of("canned-removed", word="Hello") in await vera.reads()
    assert (await called(olga, number, "!hello")) == text_of("canned-unknown", word="hello", n=0)
    await olga.presses(f"open:{number}")
    assert not [b for b in await olga.buttons() if b.startswith("canned:")]
    await vera.presses("addo:replies:1:restore")
    assert "Good day, Rita" in await called(olga, number, "!hello")
    await olga.presses(buttons(preview)[0], on=preview["message_id"])
    assert "Hello Rita, #1" in words((await rita.received())[-1])  # what was shown is what goes
    actions = "select string_agg(action, ' ' order by id) from audit where action like 'canned%'"
    assert await row(stage, actions) == ("canned-added canned-changed canned-removed canned-restored",)


async def test_a_text_in_another_language_than_its_requester_writes_is_said_before_it_goes(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await made(stage.vera, HELLO)
    number = await filed_and_taken(await stage.phone("Рита", language="en"), olga, "Проектор не работает")
    shown = await called(olga, number, "!hello")
    assert shown.endswith("Рита writes in Russian, but this text is in English.")
    await pressed(olga, "canned_send")  # she may all the same
    assert words((await stage.people["Рита"].received())[-1]).startswith(f"#{number} · Olga: Hello Рита")
    english = await filed_and_taken(rita, olga, "The projector does not work")
    assert "writes in" not in await called(olga, english, "!hello")
