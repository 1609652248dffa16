"""A shelf of articles: the last changed first, a page at a time, and what waits beside what another says."""

from datetime import timedelta
from typing import Any

import pytest

from db.models import Article, ArticleState, ArticleText, Category
from desk.knowledge import reading
from desk.queries.panel import articles as panel
from desk.queries.panel.articles import ShelfName
from tests.desk.stage import Stage

pytestmark = pytest.mark.broad


async def _article(stage: Stage, slug: str, minutes: int, *texts: tuple[str, int, str, bool]) -> int:
    """A published one, changed so many minutes from now; each text's language, version, title, whether it is read."""
    at = stage.now + timedelta(minutes=minutes)
    async with stage.database.unit_of_work() as session:
        row = Article(slug=slug, state=ArticleState.PUBLISHED, created_at=stage.now, updated_at=at)
        session.add(row)
        await session.flush()
        for language, version, title, current in texts:
            given: dict[str, Any] = {"language": language, "version": version, "title": title, "current": current}
            session.add(ArticleText(article_id=row.id, body="Shake." if current else "", at=at, **given))
        return row.id


async def test_a_shelf_is_the_last_changed_first_a_page_at_a_time(stage: Stage) -> None:
    keys = [await _article(stage, f"a{n}", n, ("en", 1, f"A{n}", True)) for n in (2, 3, 1)]
    async with stage.database.reading() as session:
        pages = [await reading.shelf(session, ArticleState.PUBLISHED, page, 2, language="en") for page in (1, 2)]
    assert [[line.id for line in page.lines] for page in pages] == [[keys[1], keys[0]], [keys[2]]]


async def test_what_waits_is_newer_than_what_is_read_of_the_same_article(stage: Stage) -> None:
    waits = await _article(stage, "a", 0, ("en", 1, "A", True), ("en", 2, "A, newer", False))
    await _article(stage, "b", 1, ("en", 7, "B", True))
    async with stage.database.reading() as session:
        shelf = await reading.shelf(session, ArticleState.PUBLISHED, 1, 9, language="en", waiting=True)
    assert ([line.id for line in shelf.lines], shelf.waiting) == ([waits], 1)


async def test_a_title_is_the_last_in_that_language_or_in_another(stage: Stage) -> None:
    both = await _article(stage, "a", 0, ("en", 2, "Wagon", True), ("en", 1, "Cart", False), ("ru", 3, "Тележка", True))
    one = await _article(stage, "b", 1, ("ru", 2, "Чернила", True), ("ru", 1, "Краска", False))
    async with stage.database.reading() as session:
        assert await reading.titles_of(session, [one, both], "en") == {both: "Wagon", one: "Чернила"}
        assert await reading.titles_of(session, [one, both], "ru") == {both: "Тележка", one: "Чернила"}


async def test_a_language_without_words_is_none_it_can_be_read_in(stage: Stage) -> None:
    await _article(stage, "a", 0, ("en", 1, "Wagon", True), ("ru", 1, "Тележка", False))
    async with stage.database.reading() as session:
        found = await panel.articles(session, ShelfName.ALL, category_id=None, language="en", page=1)
    assert [row.languages for row in found.rows] == [("en",)]


async def test_a_topic_that_was_removed_is_none_and_a_language_without_words_is_not_left_behind(stage: Stage) -> None:
    key = await _article(stage, "a", 0, ("en", 1, "Wagon", True), ("ru", 1, "Тележка", False))
    for removed, topic in ((None, "Carts"), (stage.now, None)):
        async with stage.database.unit_of_work() as session:
            await session.merge(Category(id=3, name="Carts", folded="carts", removed_at=removed))
            row = await session.get_one(Article, key)
            row.category_id = 3
            text = await session.get_one(ArticleText, (key, "ru", 1))
            text.at = stage.now - timedelta(days=1)
        async with stage.database.reading() as session:
            found = await panel.articles(session, ShelfName.ALL, category_id=3, language="en", page=1)
            whole = await panel.article(session, key, "en")
        assert whole is not None
        assert (found.rows[0].topic, whole.topic, found.rows[0].older, whole.older) == (topic, topic, None, None)


async def test_an_article_waits_while_the_last_of_a_language_is_not_read(stage: Stage) -> None:
    """However often the other one was written since; what came before what is read waits for nobody."""
    waits = await _article(
        stage, "a", 0, ("en", 1, "A", True), ("en", 2, "A, newer", False), ("ru", 3, "Тележка", True)
    )
    await _article(stage, "b", 1, ("en", 1, "B, older", False), ("en", 2, "B", True))
    async with stage.database.reading() as session:
        found = await panel.articles(session, ShelfName.WAITING, category_id=None, language="en", page=1)
    assert ([row.id for row in found.rows], found.total) == ([waits], 1)


async def test_those_without_a_topic_are_a_choice_of_their_own(stage: Stage) -> None:
    without, other = [await _article(stage, slug, 0, ("en", 1, slug, True)) for slug in ("a", "b")]
    async with stage.database.unit_of_work() as session:
        session.add(Category(id=3, name="Carts", folded="carts"))
        await session.flush()
        (await session.get_one(Article, other)).category_id = 3
    async with stage.database.reading() as session:
        for chosen, keys in ((0, [without]), (3, [other]), (None, [other, without])):
            found = await panel.articles(session, ShelfName.ALL, category_id=chosen, language="en", page=1)
            assert [row.id for row in found.rows] == keys
