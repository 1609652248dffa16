"""Filing a request: gathered, receipted, sent; its subject; what the receipt offers afterwards; further requests."""

from datetime import timedelta
from typing import Any

import pytest

from db.database import Database
from tests.flows.acts import files
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import entries_of
from tests.flows.stage import Stage, staged
from tests.texts import text_of

pytestmark = pytest.mark.sentence("2.1 Filing")

BOARD = False


def labels(message: dict[str, Any]) -> list[str]:
    return [b["text"] for line in message["buttons"] for b in line]


async def test_any_message_starts_a_request_without_start(stage: Stage, rita: Phone) -> None:
    said = await rita.writes("Team North can't upload their solution")
    receipt = await rita.last()
    assert receipt["reply_to"] == said
    assert words(receipt).startswith("#1 noted.")
    assert len(await rita.received()) == 1


async def test_commands_file_nothing_and_a_lone_unknown_one_is_answered_with_help(stage: Stage, rita: Phone) -> None:
    for command in ("/start", "/help", "/tickets", "/language", "/cancel", "/new", "/ticket", "/ticket 5", "/claim"):
        await rita.writes(command)
    await rita.writes("/frobnicate")
    assert words(await rita.last()).startswith("Just write what happened")
    await stage.pass_time(minutes=5)
    assert not [m for m in await rita.received() if any(b.startswith("cancel:") for b in buttons(m))]


async def test_an_unknown_command_with_words_is_a_message(stage: Stage, rita: Phone) -> None:
    await rita.writes("/help me please, the door of room 4 is stuck")
    assert await rita.containing("Just write what happened")
    assert words(await rita.last()).startswith("#1 noted."), "the words are a request"
    await rita.writes("/door of room 4 is stuck and we are inside")
    assert words(await rita.last()).startswith("#1 noted.")


async def test_the_receipt_has_send_now_cancel_and_the_categories_when_there_are_any(stage: Stage, rita: Phone) -> None:
    await rita.writes("Team North can't upload their solution")
    assert buttons(await rita.last()) == ["send:1", "cancel:1"]
    await rita.presses("send:1")
    for name in ("Technical", "Access"):
        await stage.people["Vera"].writes(f"/categories add {name}")
    other = await stage.phone("Other")
    await other.writes("My badge does not open the door")
    assert buttons(await other.last()) == ["send:2", "cancel:2", "cat:2:1", "cat:2:2"]
    assert labels(await other.last()) == ["Send now", "Cancel", "Technical", "Access"]


async def test_it_goes_to_the_desk_when_it_has_been_quiet(stage: Stage, rita: Phone, olga: Phone) -> None:
    await rita.writes("Team North can't upload their solution")
    await stage.pass_time(seconds=8)
    await rita.sends("photo", caption="it says time is up")
    await stage.pass_time(seconds=9)
    assert len(await olga.received()) == 1
    await stage.pass_time(seconds=2)
    card = words(await olga.message_with("claim:1"))
    assert "Team North can't upload their solution\nit says time is up" in card
    assert "1 photo" in card
    assert len(await rita.received()) == 1
    assert words(await rita.last()).startswith("#1 has gone to the team.")


@pytest.mark.parametrize("first", ["Hi! Wifi?", "wifi down"])
async def test_three_times_as_long_while_there_is_little(stage: Stage, rita: Phone, olga: Phone, first: str) -> None:
    await rita.writes(first)
    await stage.pass_time(seconds=29)
    assert len(await olga.received()) == 1
    await stage.pass_time(seconds=2)
    assert "claim:1" in buttons(await olga.last())


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
        assert words(await rita.last()) == answer
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
    assert "claim:1" in buttons(await olga.last())
    assert words(await rita.last()) == f"#1 has gone to the team. {text_of('receipt-add')}"
    await rita.presses("send:1", on=(await rita.last())["message_id"], force=True)
    assert (await rita.answers())[-1]["text"] == text_of("press-outdated")


async def test_a_restart_in_the_middle_changes_nothing(stage: Stage, rita: Phone, olga: Phone) -> None:
    await rita.writes("Team North can't upload their solution")
    await stage.reopen()
    await rita.writes("it says time is up")
    await stage.reopen()
    await stage.pass_time(seconds=11)
    assert "time is up" in words(await olga.message_with("claim:1"))
    assert len(await rita.received()) == 1


async def test_a_draft_is_seen_by_its_requester_only(database: Database) -> None:
    async with staged(database, board=False, requests__intake_quiet=timedelta(minutes=10)) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        await rita.writes("Team North can't upload their solution")
        await olga.writes("/queue")
        assert words(await olga.last()) == "The queue is empty."
        for command in ("/ticket 1", "/claim 1", "/note 1 hello"):
            await olga.writes(command)
            assert words(await olga.last()) == "There is no #1 here."
        await olga.writes("/find upload")
        assert "#1" not in words(await olga.last())
        await rita.writes("/tickets")
        assert "being written" in words(await rita.last())


async def test_afterwards_the_categories_stay_until_one_is_chosen(stage: Stage, rita: Phone, olga: Phone) -> None:
    await stage.people["Vera"].writes("/categories add Technical")
    number = await files(rita, "Team North can't upload their solution")
    assert buttons(await rita.last()) == [f"cat:{number}:1", f"state:{number}", f"cancel:{number}", "to:new"]
    await rita.presses(f"cat:{number}:1")
    assert buttons(await rita.last()) == [f"state:{number}", f"cancel:{number}", "to:new"]
    assert words(await rita.last()).endswith("Topic: Technical")
    assert words(await olga.last()).splitlines()[0].endswith("Technical")


async def test_a_cancelled_draft_can_be_brought_back(stage: Stage, rita: Phone, olga: Phone) -> None:
    await rita.writes("Team North can't upload their solution")
    await rita.presses("cancel:1")
    assert words(await rita.last()) == text_of("receipt-cancelled", number=1)
    await stage.pass_time(minutes=5)
    assert len(await olga.received()) == 1
    await rita.presses("reopen:1")
    await stage.pass_time(minutes=1)
    assert "claim:1" in buttons(await olga.last())


@pytest.mark.usefixtures("cold")
async def test_new_with_text_starts_a_further_request_that_gathers(stage: Stage, rita: Phone, olga: Phone) -> None:
    await rita.writes("/new The window does not close")
    await rita.writes("and it rains in")
    await stage.pass_time(seconds=31)
    assert await entries_of(stage, 2) == ["The window does not close", "and it rains in"]
    assert "it rains in" in words(await olga.message_with("claim:2"))
