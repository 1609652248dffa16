"""`/text`: what the bot says is changed by admins, found by what people see, and brought back by a press."""

from collections.abc import Iterator
from typing import Any

import pytest

from desk.i18n import overrides
from tests.flows.acts import files, reads_audit
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import may
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("The bot's words")

BOARD = False


@pytest.fixture(autouse=True)
def _as_written() -> Iterator[None]:
    """Other desks of these tests speak as it is written."""
    yield
    overrides.use_overrides(())


def _labels(message: dict[str, list[list[dict[str, str]]]]) -> list[str]:
    return [button["text"] for line in message["buttons"] for button in line]


def _the(message: dict[str, object], begins: str) -> str:
    return next(data for data in buttons(message) if data.startswith(begins))


async def _finds(admin: Phone, said: str) -> dict[str, Any]:
    """The text that has these words; of several the first."""
    await admin.writes(f"/text {said}")
    if not [data for data in await admin.buttons() if data.startswith("adask:")]:
        await admin.presses(_the(await admin.last(), "adrow:texts:"))
    return await admin.last()


async def _answers(vera: Phone, text: str, **more: object) -> str:
    """What the bot says to words that are typed as a reply to its question."""
    await vera.presses(_the(await vera.last(), "adask:texts:"))
    await vera.writes(text, reply_to=await vera.last_id(), **more)
    return await vera.reads()


async def test_a_text_found_by_its_words_is_changed_and_undone(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    await _finds(vera, "looking after")
    found = await vera.last()
    assert words(found).startswith(text_of("text-place", place="requester", language="en"))
    await vera.presses(_the(await vera.last(), "adask:texts:"))
    asked = await vera.last()
    assert words(asked).endswith("\n🙋 {name} is looking after your request #{number}.")
    hostile = "{ name } <b>has</b> #{number} 😀 \u202eok"
    entities = [{"type": "bold", "offset": 0, "length": 8}]
    await vera.writes(hostile, reply_to=asked["message_id"], entities=entities)
    shown = await vera.last()
    assert words(shown).startswith(
        text_of("setting-set")
        + "\n\n"
        + text_of("text-place", place="requester", language="en")
        + "\n\n{ name } <b>has</b> #{number}"
    )
    assert text_of("text-original") + "\n🙋 {name} is looking after" in words(shown)

    await files(rita, "The lamp is broken")
    await olga.presses("claim:1")
    await stage.pass_time(seconds=15)
    taken = await rita.containing("has</b>")
    assert words(taken).startswith("Olga <b>has</b> #1 😀")
    assert [(e["type"], e["offset"], e["length"]) for e in taken["entities"] if e["type"] != "code"] == [("bold", 0, 4)]
    await rita.writes("/language ru")
    await files(rita, "The door is locked")
    await olga.presses("claim:2")
    await stage.pass_time(seconds=15)
    assert "Olga занимается вашей заявкой #2." in await rita.reads()

    await vera.presses("addo:texts:en.bfe8d608:original")
    assert (await vera.answer())["text"] == text_of("admin-act-done")
    screen = await vera.message_with("adask:texts:en.bfe8d608:words")
    assert not [data for data in buttons(screen) if data.startswith("addo")]
    await vera.presses(_the(screen, "adundo:texts:"))
    assert "{ name } <b>has</b>" in words(await vera.message_with("adask:texts:en.bfe8d608:words"))
    await _finds(vera, "<b>has</b>")
    await vera.presses(_the(await vera.last(), "adundo:texts:"))
    assert (await vera.reads()).startswith(
        text_of("text-place", place="requester", language="en") + "\n\n🙋 {name} is looking after"
    )
    assert await scalar(stage, "select count(*) from audit where action = 'wording'") == 4
    audited = await reads_audit(vera, "text")
    assert "changed a text (English): “🙋 {name} is looking after your request #{number}.” → “{ name }" in audited
    await files(rita, "The window is stuck")
    await olga.presses("claim:3")
    await stage.pass_time(seconds=15)
    assert "занимается" in await rita.reads()


async def test_a_reply_finds_what_a_message_is_made_of(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    await vera.writes("/text")
    assert text_of("text-theme", theme="requesters") in await vera.reads()
    await files(rita, "Take this: {name} has gone to the team.")
    card = await vera.message_with("claim:1")
    await vera.writes("/text", reply_to=card["message_id"])
    found = await vera.last()
    assert len(buttons(found)) <= 8
    assert "Take · " + text_of("text-place", place="button", language="en") in words(found)
    label = next(b["data"] for r in found["buttons"] for b in r if b["text"] == "Take")
    ask = label.replace("adrow:", "adask:").removesuffix("1") + "words"
    await vera.presses(label)
    opened = await vera.last()
    assert "Взять" in _labels(opened)
    assert await _answers(vera, "Mine " * 9) == (text_of("wording-long-button", most="40", n="44", place="Mine"))
    await vera.presses(label, on=opened["message_id"], force=True)
    asked = (await vera.message_with(ask))["message_id"]
    for typed, said in (
        ("Take\nit", text_of("wording-one-line", part="it")),
        ("Take {it}", text_of("wording-takes-none", line="1", name="{it}")),
    ):
        await vera.presses(ask, on=asked)
        await vera.writes(typed, reply_to=await vera.last_id())
        assert await vera.reads() == said
    await vera.presses(ask, on=asked)
    await vera.writes("I take it", reply_to=await vera.last_id())
    await files(rita, "The door is locked")
    assert "I take it" in _labels(await olga.message_with("claim:2"))
    await vera.writes("/text", reply_to=(await vera.message_with("claim:2"))["message_id"])
    assert "I take it" in await vera.reads()
    await vera.writes("/text request")
    await vera.presses("ad:texts::2")
    await vera.presses(_the(await vera.last(), "adrow:texts:"))
    await vera.presses("ad:texts::1")
    assert len(buttons(await vera.message_with("ad:texts::2"))) == 7
    await vera.writes("/text quetzal")
    assert piece_of("page-admin-none") in await vera.reads()


async def test_what_guards_stays_and_admins_hear_of_other_buttons(stage: Stage, olga: Phone) -> None:
    vera = stage.vera
    await may(stage, olga, publish=True)
    await olga.writes("/text Yes, that was me")
    assert not [data for data in await olga.buttons() if data.startswith(("adask:", "adrow:texts"))]
    await _finds(olga, "Yes, thanks")
    await _answers(olga, "Sure")
    assert await vera.reads() == text_of("security-reworded", name="Olga", old="Yes, thanks", new="Sure")
