"""What a message is by itself: its words, and what ended long ago."""

from datetime import timedelta
from typing import Any

import pytest

from db.models import FileKind, Status
from desk.conversation.new_entry import IncomingFile, IncomingMessage
from desk.inbound.open_questions import is_only_stars
from desk.inbound.routing_context import describe_words
from desk.text import RichText
from tests.desk.inbound.looking import PRINTER, replied
from tests.desk.stage import PHOTO, Someone, Stage


def _incoming(text: str = "", **more: Any) -> IncomingMessage:
    from datetime import UTC, datetime

    return IncomingMessage(RichText(text), 5, 6, datetime(2026, 11, 20, 9, tzinfo=UTC), **more)


STICKER = IncomingFile(FileKind.STICKER, "s.webp")


@pytest.mark.parametrize(
    ("incoming", "text", "command", "note", "small"),
    [
        (_incoming("it burns"), True, False, False, False),
        (_incoming("thanks"), True, False, False, True),
        (_incoming(" \n"), False, False, False, False),
        (_incoming("/what"), True, True, False, False),
        (_incoming(" /what@desk_bot "), True, True, False, False),
        (_incoming("/what now"), True, False, False, False),
        (_incoming("/what", files=(PHOTO,)), False, False, False, False),
        (_incoming("/what", content="poll"), False, False, False, False),
        (_incoming("// inside"), True, False, True, False),
        (_incoming("thanks", forwarded_from="Ben"), False, False, False, False),
        (_incoming("thanks", album="a"), True, False, False, False),
        (_incoming("", files=(STICKER,)), False, False, False, True),
        (_incoming("", files=(STICKER, STICKER)), False, False, False, False),
        (_incoming("see", files=(STICKER,)), False, False, False, False),
        (_incoming("thanks", files=(PHOTO,)), False, False, False, False),
        (_incoming("", content="dice"), False, False, False, True),
        (_incoming("thanks", content="poll"), False, False, False, False),
    ],
)
def test_what_the_words_are(incoming: IncomingMessage, text: bool, command: bool, note: bool, small: bool) -> None:
    found = describe_words(incoming)
    assert (found.has_text, found.lone_command, found.note, found.meaning.is_small_talk) == (text, command, note, small)


@pytest.mark.parametrize(("said", "small"), [("спасибо, Ольга!", True), ("thanks olga", True), ("thanks Rita", False)])
def test_thanks_may_name_the_agent(said: str, small: bool) -> None:
    assert describe_words(_incoming(said), ("Olga", "Ольга Петрова")).meaning.is_small_talk is small


@pytest.mark.parametrize(
    ("status", "days", "long_ago"),
    [
        (Status.CLOSED, 14, False),
        (Status.CLOSED, 15, True),
        (Status.CANCELLED, 15, True),
        (Status.RESOLVED, 15, False),
    ],
)
async def test_what_ended_long_ago(stage: Stage, rita: Someone, status: Status, days: int, long_ago: bool) -> None:
    number = await stage.files(rita, PRINTER)
    ended = stage.now - timedelta(days=days)
    await stage.change(number, status=status, ended_at=ended if status is not Status.RESOLVED else None)
    shown = await stage.shown(rita, f"receipt:{number}", number)
    found = await replied(stage, rita, shown)
    assert found is not None and found.option is not None
    assert (found.option.long_ago, found.option.is_open) == (long_ago, status is Status.RESOLVED)


@pytest.mark.parametrize(
    ("said", "only"), [("⭐⭐⭐", True), ("⭐⭐ slow", False), ("5", True), ("four stars", True), ("5 printers", False)]
)
def test_what_is_stars_and_nothing_else(said: str, only: bool) -> None:
    assert is_only_stars(said) is only
