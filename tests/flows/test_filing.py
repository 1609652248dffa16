"""Filing a request: gathered, receipted, sent; its subject; what the receipt offers afterwards; further requests."""

import pytest

from tests.flows.acts import files
from tests.flows.phone import Phone, buttons
from tests.flows.scenes import entries_of
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("2.1 Filing")

BOARD = False


async def test_commands_file_nothing_and_a_lone_unknown_one_is_answered_with_help(stage: Stage, rita: Phone) -> None:
    for command in ("/start", "/help", "/tickets", "/language", "/cancel", "/new", "/ticket", "/ticket 5", "/claim"):
        await rita.writes(command)
    await rita.writes("/frobnicate")
    assert (await rita.reads()).startswith("Just write what happened")
    await stage.pass_time(minutes=5)
    assert not [m for m in await rita.received() if any(b.startswith("cancel:") for b in buttons(m))]


async def test_an_unknown_command_with_words_is_a_message(stage: Stage, rita: Phone) -> None:
    await rita.writes("/help me please, the door of room 4 is stuck")
    assert await rita.containing("Just write what happened")
    assert (await rita.reads()).startswith("#1 noted."), "the words are a request"
    await rita.writes("/door of room 4 is stuck and we are inside")
    assert (await rita.reads()).startswith("#1 noted.")


@pytest.mark.parametrize(
    ("language", "hello", "answer"),
    [
        ("en", "Hi! How are you?", "Hi. What happened?"),
        ("ru", "Добрый день, коллеги! Есть кто-нибудь?", "Здравствуйте. Что случилось?"),
    ],
)
async def test_a_greeting_alone_is_answered_and_files_nothing(
    stage: Stage, olga: Phone, language: str, hello: str, answer: str
) -> None:
    rita, met = await stage.phone("Rita", language=language), len(await olga.received())
    for opening in ("", "/new"):  # asked for or not
        if opening:
            await rita.writes(opening)
        await rita.writes(hello)
        assert await rita.reads() == answer
    before, again = await rita.received(), await rita.writes(hello)
    assert await rita.reactions(again) == ["🤗"]
    assert await rita.received() == before, "it is not said twice"
    await stage.pass_time(minutes=1)
    assert (len(await olga.received()), await entries_of(stage, 1)) == (met, [])
    await rita.writes("The printer does not print")
    await rita.writes("it is in room 7")
    await rita.presses("send:1")
    assert await entries_of(stage, 1) == ["The printer does not print", "it is in room 7"]
    assert len([b for m in await olga.received() for b in buttons(m) if b.startswith("claim:")]) == 1


async def test_at_send_now_it_goes_at_once(stage: Stage, rita: Phone, olga: Phone) -> None:
    await rita.writes("wifi")
    await rita.presses("send:1")
    assert "claim:1" in await olga.buttons()
    assert await rita.reads() == f"#1 has gone to the team. {text_of('receipt-add')}"
    await rita.presses("send:1", on=await rita.last_id(), force=True)
    assert (await rita.answer())["text"] == text_of("press-outdated")


async def test_afterwards_the_categories_stay_until_one_is_chosen(stage: Stage, rita: Phone, olga: Phone) -> None:
    await stage.vera.writes("/categories add Technical")
    number = await files(rita, "Team North can't upload their solution")
    assert await rita.buttons() == [f"cat:{number}:1", f"state:{number}", f"cancel:{number}", "to:new"]
    await rita.presses(f"cat:{number}:1")
    assert await rita.buttons() == [f"state:{number}", f"cancel:{number}", "to:new"]
    assert (await rita.reads()).endswith("Topic: Technical")
    assert (await olga.reads()).splitlines()[0].endswith("Technical")


async def test_a_cancelled_draft_can_be_brought_back(stage: Stage, rita: Phone, olga: Phone) -> None:
    await rita.writes("Team North can't upload their solution")
    await rita.presses("cancel:1")
    assert await rita.reads() == text_of("receipt-cancelled", number=1)
    await stage.pass_time(minutes=5)
    assert len(await olga.received()) == 1
    await rita.presses("reopen:1")
    await stage.pass_time(minutes=1)
    assert "claim:1" in await olga.buttons()
