"""What admins have the bot say: each sentence, language and change for itself."""

import pytest

from db.models import Wording
from desk import NotAllowed, Refused
from desk.i18n import Sentence
from desk.text import RichText
from desk.wordings import changing
from desk.wordings.editable import editable
from tests.desk.cast import cast
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def _says(stage: Stage, who: Someone, one: Sentence, words: str) -> int:
    """The version by which it is taken back."""
    assert await stage.does(who, lambda desk: changing.reword(desk, one, RichText(words)))
    async with stage.database.reading() as session:
        last = await changing.last_change(session, one)
    assert last is not None and last.by == "Vera"
    return last.version


async def _said(stage: Stage, one: Sentence) -> tuple[str | None, int]:
    async with stage.database.reading() as session:
        row = await session.get_one(Wording, (one.language, one.id))
        return row.text, row.version


async def test_a_change_is_taken_back_once_and_beside_others(stage: Stage) -> None:
    _, olga, _, vera = await cast(stage)
    plain = [one for one in editable("en").values() if not one.must and one.id in editable("ru")][:2]
    ones = [*plain, editable("ru")[plain[0].id]]
    first = [await _says(stage, vera, one, f"First {at}") for at, one in enumerate(ones)]
    second = [await _says(stage, vera, one, f"Second {at}") for at, one in enumerate(ones)]
    it = ones[0]
    with pytest.raises(NotAllowed):
        await stage.does(olga, lambda desk: changing.undo(desk, it, second[0]))
    for version in (first[0], second[1], second[2]):
        assert not await stage.does(vera, lambda desk, v=version: changing.undo(desk, it, v))
    assert await _said(stage, it) == ("Second 0", second[0])
    assert await stage.does(vera, lambda desk: changing.undo(desk, it, second[0]))
    assert not await stage.does(vera, lambda desk: changing.undo(desk, it, second[0]))
    assert [(await _said(stage, one))[0] for one in ones] == ["First 0", "Second 1", "Second 2"]
    with pytest.raises(Refused, match="setting-changed-since"):
        await stage.does(vera, lambda desk: changing.reword(desk, it, RichText("Third"), seen=second[0]))
    assert await stage.does(vera, lambda desk: changing.as_written(desk, it))
    assert not await stage.does(vera, lambda desk: changing.as_written(desk, it))
    assert [(await _said(stage, one))[0] for one in ones] == [None, "Second 1", "Second 2"]
