"""A lead's questions in the words that `/help` lists: each is answered by the screen of its command, and all else is
asked about."""

import pytest

from desk.acts.staff_sentences import WORDS, StaffMeaning
from tests.flows.phone import Phone, words
from tests.flows.scenes import filed, taken
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("3.3 Answering")

BOARD = False
_COMMANDS = {
    StaffMeaning.LATE: "/attention", StaffMeaning.WHOSE: "/stats filed by requester", StaffMeaning.LOAD: "/stats now",
    StaffMeaning.REPORT: "/report", StaffMeaning.WEEK: "/stats this week",
    StaffMeaning.LAST_WEEK: "/stats last week",
}  # fmt: skip


async def test_a_question_is_answered_by_the_screen_of_its_command(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    await taken(rita, olga, "The lamp is dark")
    for meaning, command in _COMMANDS.items():
        shown = await _shown(vera, command)
        for said in WORDS[meaning].split("|"):
            assert await _shown(vera, f"{said.capitalize()}?") == shown, said


async def _shown(phone: Phone, said: str) -> list[list[str]]:
    before = len(await phone.received())
    await phone.writes(said)
    shown = [words(message).splitlines()[:3] for message in (await phone.received())[before:]]
    assert shown
    return shown


async def test_where_something_is_finds_it_and_a_number_opens_it(stage: Stage, rita: Phone) -> None:
    vera = stage.vera
    number = await filed(rita, "The lamp of hall B is dark")
    for said in ("where is lamp?", "где @Rita", "Where is hall B"):
        await vera.writes(said)
        assert f"open:{number}" in await vera.buttons(), said
    await vera.writes(f"where is #{number}?")
    assert f"claim:{number}" in await vera.buttons()
    await vera.writes("where is the giraffe")
    assert await vera.reads() == text_of("found-empty", words="the giraffe")
    await vera.writes("where is")
    assert await vera.reads() == text_of("usage-find")
    await vera.writes("where did they put it")
    assert await vera.reads() == text_of("where-to-own")
