"""A shelf of articles: the last changed first, a page at a time, and what waits beside what another says."""

from datetime import timedelta
from typing import Any

from db.models import Article, ArticleState, ArticleText
from desk.knowledge import article_lists
from desk.knowledge.article_lists import Shelf
from tests.desk.stage import Stage
from tests.sql import add


async def _article(stage: Stage, slug: str, minutes: int, *texts: tuple[str, int, str, bool]) -> int:
    """A published one, changed so many minutes from now; each text's language, version, title, whether it is read."""
    at = stage.now + timedelta(minutes=minutes)
    row = await add(stage, Article(slug=slug, state=ArticleState.PUBLISHED, created_at=stage.now, updated_at=at))
    for language, version, title, current in texts:
        given: dict[str, Any] = {"language": language, "version": version, "title": title, "current": current}
        await add(stage, ArticleText(article_id=row.id, body="Shake." if current else "", at=at, **given))
    return row.id


async def test_pages_are_counted_among_what_is_shown(stage: Stage) -> None:
    """What waits is newer than what is read of the same article."""
    made = []
    for at, slug in enumerate("abcde"):
        texts = [("en", 1, slug, True), ("en", 2, slug, False)] if slug == "a" else [("en", 7, slug, True)]
        made.append(await _article(stage, slug, at, *texts))
    async with stage.database.reading() as session:
        every = await article_lists.load_lines(session, Shelf.PUBLISHED, 9, 2, "en")
        waits = await article_lists.load_lines(session, Shelf.WAITING, 9, 2, "en")
    shown = [[line.id for line in page.lines if line.waits] for page in (every, waits)]
    assert (shown, every.pages, waits.pages, waits.total) == ([made[:1], made[:1]], 3, 1, 1)
