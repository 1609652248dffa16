"""A shared contact: its number is for the team in Telegram; not for the board, the group or a log."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from db.database import Database
from ops import logs
from tests.flows.phone import Phone, words
from tests.flows.stage import VERA, Stage, staged

pytestmark = pytest.mark.sentence("6 Names that others rely on")

NUMBER, IN_CARD = "79991234567", "79165550011"
VCARD = f"BEGIN:VCARD\nVERSION:3.0\nFN:Oleg\nTEL:+{NUMBER}\nTEL;TYPE=home:+7 (916) 555-00-11\nEND:VCARD"
OLEG = {"phone_number": f"+{NUMBER}", "first_name": "Oleg", "vcard": VCARD}
NAMELESS = {"phone_number": NUMBER, "first_name": "+7 999 123-45-67", "user_id": 5}
GROUP = -4001  # the first group of a fresh Telegram


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that can be logged."""
    root, hook = logging.getLogger(), sys.excepthook
    before, configured = (root.handlers[:], root.level), structlog.get_config()
    stream = io.StringIO()
    logs.configure_logs("DEBUG", "json", [], stream)
    yield stream
    root.handlers[:], root.level = before
    sys.excepthook = hook
    structlog.configure(**configured)


async def _shares(stage: Stage, rita: Phone, contact: dict[str, Any]) -> None:
    await stage.telegram.do("message", person=rita.id, content={"contact": contact})
    await stage.settle()
    await stage.pass_time(seconds=31)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


async def _board(stage: Stage) -> str:
    """All that Todoist holds, with nothing between its digits."""
    return _digits(json.dumps(await stage.board.state()))


async def test_a_contacts_number_stays_in_telegram(database: Database, log: io.StringIO) -> None:
    async with staged(database) as stage:
        rita, olga = await stage.phone("Rita"), await stage.agent("Olga")
        await _shares(stage, rita, OLEG)
        task = await stage.board.task(1)
        assert task["content"] == "#1 Contact: Oleg"
        shown = "Contact: Oleg, +7 *** **-67 (Open in the bot shows the number)"
        assert shown in task["description"].replace("\\", "")
        await olga.presses("claim:1")
        for contact in (OLEG, NAMELESS):
            await _shares(stage, rita, contact)
        named, nameless = [text.replace("\\", "") for text in await stage.board.comments(1)]
        assert named == f"**Rita:** {shown}"
        assert nameless == f"**Rita:** {shown.replace('Oleg', '+7 *** **-67')}"
        held = await _board(stage)
        assert not [number for number in (NUMBER, IN_CARD) if number[1:] in held]
        await olga.writes("/ticket 1")
        opened = await olga.reads()
        assert f"Contact: Oleg, +{NUMBER}" in opened
        assert f"Contact: +7 999 123-45-67, +{NUMBER}" in opened
    structlog.get_logger("tests").warning("the log is still listened to")
    assert "still listened to" in log.getvalue()
    assert not [number for number in (NUMBER, IN_CARD) if number[1:] in _digits(log.getvalue())]


async def test_a_setting_shows_it_on_the_board_and_a_subject_never_does(database: Database) -> None:
    async with staged(database, locale="ru") as stage:
        await stage.vera.writes("/settings board_phone_numbers on")
        rita = await stage.phone("Rita")
        await _shares(stage, rita, OLEG)
        await _shares(stage, await stage.phone("Sam"), NAMELESS)
        task = await stage.board.task(1)
        assert task["content"] == "#1 Контакт: Oleg"
        assert f"Контакт: Oleg, +{NUMBER}" in task["description"].replace("\\", "")
        assert (await stage.board.task(2))["content"].replace("\\", "") == "#2 Контакт: +7 *** **-67"


async def test_the_staff_group_reads_no_number(database: Database) -> None:
    async with staged(database, board=False, staff_chat_id=GROUP, locale="ru") as stage:
        await stage.telegram.do("group", person=VERA, title="The team")
        await stage.settle()
        await _shares(stage, await stage.phone("Rita"), OLEG)
        said = [words(m) for m in (await stage.telegram.read("chat", person=GROUP))["messages"]]
        assert [text.splitlines()[1] for text in said] == ["Контакт: Oleg, +7 *** **-67"]
