"""Focus: an agent writes to one ticket without replying; each message is confirmed by a reaction, and commands need no
number."""

import random

import pytest

from db.database import Database
from tests.flows.acts import answers, filed_and_taken, new_messages
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import assignee, entries_of, row, status
from tests.flows.stage import Stage, staged
from tests.texts import IN_BOTH, piece_of, text_of

pytestmark = pytest.mark.sentence("Focus")

BOARD = False
LAMP, WINDOW = "The lamp flickers", "The window is stuck"


async def _two(rita: Phone, sam: Phone, olga: Phone) -> tuple[int, int]:
    return await filed_and_taken(rita, olga, LAMP), await filed_and_taken(sam, olga, WINDOW)


@IN_BOTH
async def test_what_is_written_without_a_reply_goes_to_the_ticket_and_a_reaction_says_so(
    database: Database, language: str
) -> None:
    async with staged(database, board=False) as stage:
        rita, olga = await stage.phone("Rita"), await stage.agent("Olga", language=language)
        sam = await stage.phone("Sam")
        lamp, window = await _two(rita, sam, olga)
        await olga.presses(f"focus:{lamp}")
        on = await olga.reads()
        assert on == text_of("focus-on", language, name="Rita", number=lamp, minutes=30)
        before = await olga.received()
        said = await olga.writes("Which room?")
        assert await olga.reactions(said) == ["👍"]
        assert "Which room?" in await rita.reads()
        noted = await olga.writes("// the old one")
        assert await olga.reactions(noted) == ["✍"]
        assert await new_messages(olga, before) == [], "a reaction is enough"
        assert "the old one" not in " ".join(await rita.texts())
        await olga.writes("It is repaired.")
        await olga.presses(f"resolve:{lamp}")
        assert await status(stage, lamp) == "resolved"
        assert "It is repaired." in " ".join(await rita.texts())
        await olga.writes("And who are you?")
        (over,) = [text for text in await olga.texts() if piece_of("focus-over", language) in text]
        assert over == text_of("focus-over", language, number=lamp)
        assert f"to:{window}" in await olga.buttons()
        assert "And who are you?" not in " ".join([*await rita.texts(), *await sam.texts()])
        await olga.writes(f"/focus {lamp}")
        assert await olga.reads() == text_of("focus-impossible", language, number=lamp)


@IN_BOTH
async def test_it_ends_by_a_button_by_another_reply_and_after_a_time_and_then_nothing_is_sent(
    database: Database, language: str
) -> None:
    async with staged(database, board=False) as stage:
        rita, olga = await stage.phone("Rita"), await stage.agent("Olga", language=language)
        sam = await stage.phone("Sam")
        lamp, window = await _two(rita, sam, olga)
        for end in ("button", "command", "reply", "time"):
            await olga.writes(f"/focus {lamp}")
            shown = await olga.last_id()
            if end == "button":
                await olga.presses(f"focus_off:{lamp}")
            elif end == "command":
                await olga.writes("/focus off")
                assert await olga.reads() == text_of("focus-none", language)
            elif end == "reply":
                await answers(olga, window, "It is a draught.")
                assert text_of("focus-left", language, other=window, number=lamp) in await olga.texts()
            else:
                await stage.pass_time(minutes=29)
                await olga.writes("Still here?")
                await stage.pass_time(minutes=31)
            (question,) = [m for m in await olga.received() if m["message_id"] == shown]
            assert words(question) == text_of("focus-off", language, number=lamp)
            said = f"Not for Rita after {end}"
            await olga.writes(said)
            assert "to:none" in buttons(await olga.message_with("to:none"))
            await olga.presses("to:none")
            assert said not in " ".join([*await rita.texts(), *await sam.texts()])
        assert await entries_of(stage, window) == [WINDOW, "It is a draught."]
        assert "Still here?" in " ".join(await rita.texts())


async def test_another_focus_takes_its_place_and_files_go_there_too(stage: Stage, rita: Phone, olga: Phone) -> None:
    sam = await stage.phone("Sam")
    lamp, window = await _two(rita, sam, olga)
    await olga.writes(f"/focus {lamp}")
    await olga.writes(f"/focus {window}")
    (sent,) = await olga.sends("photo")
    assert await olga.reactions(sent) == ["👍"]
    assert (await sam.last())["files"]
    assert not [m for m in await rita.received() if m["files"]]


async def test_handed_over_it_ends_and_nobody_writes_to_a_ticket_of_a_colleague(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    number = await filed_and_taken(rita, olga, LAMP)
    await ivan.writes(f"/focus {number}")
    assert await ivan.reads() == text_of("focus-impossible", number=number)
    await olga.writes(f"/focus {number}")
    await olga.writes(f"/hand {number}")
    await olga.presses(f"give:{number}:{ivan.id}")
    await olga.writes("Mine no more")
    assert text_of("focus-over", number=number) in await olga.texts()
    assert "Mine no more" not in " ".join(await rita.texts())


async def test_commands_without_a_number_are_about_its_ticket(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    sam = await stage.phone("Sam")
    lamp, window = await _two(rita, sam, olga)
    await olga.writes(f"/focus {lamp}")
    await olga.writes("/note the old one")
    await olga.writes("/priority 2")
    await olga.writes("/hold We order a new one")
    assert "We order a new one" in await rita.reads()
    assert await row(stage, "select number, priority, status from tickets where number = 1") == (lamp, 2, "on_hold")
    await olga.writes(f"/note {window} the other one")
    notes = "select array_agg(t.number order by e.id) from entries e join tickets t on t.id = e.ticket_id"
    assert await row(stage, f"{notes} where e.kind = 'note'") == ([lamp, window],), "a typed number counts"
    await olga.writes("/history")
    assert f"#{lamp}" in await olga.reads()
    await olga.writes("/resolve It is repaired")
    assert await status(stage, lamp) == "resolved"
    assert "It is repaired" in await rita.reads()
    await olga.writes("/resolve And paid for")
    assert await olga.reads() == text_of("focus-over", number=lamp)
    await olga.writes("/reopen")
    assert await status(stage, lamp) == "reopened"
    await olga.writes(f"/hand {ivan.name}")
    assert await assignee(stage, lamp) == "Ivan"
    assert not [text for text in await sam.texts() if "paid" in text or "repaired" in text]


@IN_BOTH
async def test_words_behind_another_number_are_asked_about_and_what_means_something_alone_keeps_it(
    database: Database, language: str
) -> None:
    async with staged(database, board=False) as stage:
        rita, olga = await stage.phone("Rita"), await stage.agent("Olga", language=language)
        lamp, window = await _two(rita, await stage.phone("Sam"), olga)
        await olga.writes(f"/focus {lamp}")
        await olga.writes(f"/resolve {window} keys are at the desk")
        clash = text_of("focus-or-number", language, command="resolve", number=window, focused=lamp)
        assert await olga.reads() == clash
        await olga.writes("/cancel")
        await olga.writes("/status")
        await olga.writes("/focus")
        assert await olga.reads() == text_of("focus-none", language)
        assert [await status(stage, number) for number in (lamp, window)] == ["assigned", "assigned"]


@pytest.mark.parametrize("seed", range(1, 4))
async def test_whatever_happens_words_reach_the_one_who_is_named_or_nobody(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, seed: int
) -> None:
    """A random hour of an agent with two tickets; a model says who must get each message."""
    chance, sam = random.Random(seed), await stage.phone("Sam")
    requesters = dict(zip(await _two(rita, sam, olga), (rita, sam), strict=True))
    held = dict.fromkeys(requesters, True)
    target: int | None = None
    left = 0
    for step in range(16):
        number, said = chance.choice(list(requesters)), f"Words of step {step}."
        does = chance.choice(["focus", "off", "reply", "write", "write", "write", "wait", "take away"])
        if does == "focus":
            await olga.writes(f"/focus {number}")
            target, left = (number, 30) if held[number] else (target, left)
        elif does == "off":
            await olga.writes("/focus off")
            target = None
        elif does == "wait":
            minutes = chance.choice([5, 20, 31])
            await stage.pass_time(minutes=minutes)
            left -= minutes
            target = target if left > 0 else None
        elif does == "take away":
            await ivan.writes(f"/hand {number}")
            if held[number] and f"give:{number}:{ivan.id}" in await ivan.buttons():
                await ivan.presses(f"give:{number}:{ivan.id}")
                held[number] = False
        elif does == "reply" and held[number]:
            await olga.writes(said, reply_to=(await olga.message_with(f"release:{number}"))["message_id"])
            await _reached(requesters, number, said)
            target, left = (target, 30) if target == number else (None, 0)
        elif does == "write":
            target = target if target is not None and held[target] else None
            sent = await olga.writes(said)
            await _reached(requesters, target, said)
            left = 30
            if target is None:
                await olga.presses("to:none")
            else:
                assert await olga.reactions(sent) == ["👍"]


async def _reached(requesters: dict[int, Phone], number: int | None, said: str) -> None:
    got = {n for n, phone in requesters.items() if any(said in text for text in await phone.texts())}
    assert got == ({number} if number is not None else set())


async def test_a_reply_after_the_focus_is_over_is_sent_and_nothing_else_is_said(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    await olga.presses(f"focus:{heating}")
    await olga.writes("/resolve")
    await rita.writes("and the kitchen is cold")
    before = await olga.received()
    await olga.writes("I will come", reply_to=(await olga.containing("kitchen"))["message_id"])
    assert "I will come" in await rita.reads()
    assert await new_messages(olga, before) == []
