"""A request that begins without words is called what it is by the desk: by everybody in their own language, whatever
the desk's is, until somebody names it."""

import pytest

from tests.flows.phone import Phone, words
from tests.flows.stage import Stage
from tests.texts import piece_of

pytestmark = pytest.mark.sentence("2.1 Filing")

BOARD = False


async def _photo(phone: Phone) -> None:
    await phone.sends("photo")
    await phone.presses("send:1")


async def test_what_is_told_of_it_is_worded_for_who_reads_it(stage: Stage, rita: Phone) -> None:
    """In letters, which are written before anybody knows who reads them, and on their buttons."""
    ivan, anna = await stage.agent("Ivan"), await stage.phone("Anna", language="ru")
    vera = stage.vera
    await vera.writes("/language")
    await vera.presses("lang:ru")
    await _photo(anna)
    await anna.writes("/new Не греет батарея в третьем зале")
    await anna.presses("send:2")
    await anna.writes("/cancel")
    assert "Фото" in str((await anna.last())["buttons"])
    await ivan.writes("/escalate 1 nobody answers")
    assert "«Фото»" in words(await vera.containing("nobody answers"))
    await ivan.writes("/merge 2 into 1")
    assert piece_of("merged", "ru") in await anna.reads()
