"""The versions of an article are its own, newest first."""

import pytest

from desk.knowledge import articles, reading
from desk.knowledge.articles import Draft
from desk.text import RichText
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.accompanied


@pytest.mark.broad
async def test_versions_are_of_one_article_newest_first_with_who_wrote_them(
    stage: Stage, olga: Someone, vera: Someone
) -> None:
    keys = []
    for title in ("Printer", "Soap"):
        draft = Draft(title, RichText("Shake."))
        keys.append((await stage.does(olga, lambda desk, draft=draft: articles.begin(desk, "en", draft))).article_id)
        stage.later(minutes=1)
    for language in ("en", "ru"):
        draft = Draft(f"Printers, {language}", RichText("Shake it."))
        await stage.does(
            vera, lambda desk, draft=draft, language=language: articles.write(desk, keys[0], language, draft)
        )
        stage.later(minutes=1)
    async with stage.database.reading() as session:
        found = await reading.versions(session, keys[0], most=3)
        newest = await reading.versions(session, keys[0], most=1)
    assert [(one.language, one.title, one.by) for one in found] == [
        ("ru", "Printers, ru", "Vera"), ("en", "Printers, en", "Vera"), ("en", "Printer", "Olga"),
    ]  # fmt: skip
    assert newest == found[:1]
