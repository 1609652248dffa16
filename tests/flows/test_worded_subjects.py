"""A request that begins without words is called what it is by the desk: by everybody in their own language, whatever
the desk's is, until somebody names it."""

import json

import pytest

from db.database import Database
from tests.breadth import apart
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import Stage, staged
from tests.flows.test_content_edits import deletes

pytestmark = pytest.mark.sentence("2.1 Filing")

BOARD = False
SAID = {"en": "Photo", "ru": "Фото"}


async def _line(stage: Stage, number: int) -> str | None:
    kept = (await row(stage, "select subject_line from tickets where number = :n", n=number)).subject_line
    return None if kept is None else str(json.loads(kept)["key"])


async def _photo(phone: Phone) -> None:
    await phone.sends("photo")
    await phone.presses("send:1")


async def _read(phone: Phone, command: str) -> str:
    await phone.writes(command)
    return words(await phone.last())


@pytest.mark.parametrize(
    ("locale", "theirs", "agents"), apart([("en", "ru", "en"), ("ru", "en", "ru"), ("en", "en", "ru")])
)
async def test_a_photo_is_called_so_in_the_language_of_whoever_reads(
    database: Database, locale: str, theirs: str, agents: str
) -> None:
    async with staged(database, board=True, locale=locale) as stage:
        rita, olga = await stage.phone("Rita", language=theirs), await stage.agent("Olga", language=agents)
        await _photo(rita)
        await rita.writes("/tickets")
        assert SAID[theirs] in words(await rita.last())
        await rita.presses("open:1")
        assert SAID[theirs] in words(await rita.last())
        for command in ("/queue", "/ticket 1", "/open"):
            assert SAID[agents] in await _read(olga, command)
        await olga.presses("claim:1", on=(await olga.message_with("claim:1"))["message_id"])
        assert SAID[agents] in await _read(olga, "/mine")
        assert (await stage.board.task(1))["content"] == f"#1 {SAID[locale]}"
        assert (await row(stage, "select subject from tickets")).subject == SAID[locale]
        await rita.writes("/cancel 1")


async def test_what_is_told_of_it_is_worded_for_who_reads_it(stage: Stage, rita: Phone) -> None:
    """In letters, which are written before anybody knows who reads them, and on their buttons."""
    ivan, anna = await stage.agent("Ivan"), await stage.phone("Anna", language="ru")
    vera = stage.people["Vera"]
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
    assert "продолжим в #1 «Фото»" in words(await anna.last())


async def test_taken_back_is_said_in_the_language_of_whoever_reads(stage: Stage, olga: Phone) -> None:
    anna = await stage.phone("Anna", language="ru")
    said = await anna.writes("Мой пароль hunter2, и он не подходит")
    await anna.presses("send:1")
    await deletes(anna, said)
    assert "(отозвано)" in await _read(anna, "/tickets")
    assert "(taken back)" in await _read(olga, "/queue")
    receipt = next(m["message_id"] for m in await anna.received() if "cancel:1" in buttons(m))
    await anna.writes("Не подходит пароль от почты", reply_to=receipt)
    assert await _line(stage, 1) is None
    assert "Не подходит пароль" in await _read(olga, "/queue")
