"""Lists of the API, read two at a time while rows come and go: what was there comes once, and nothing is missed."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Article, ArticleState, Idea
from desk.integrations.scopes import Scope
from tests.desk.stage import Someone
from tests.web.api_asked import Asked

_NUMBERS = count(1)


async def _add_idea(api: Asked, session: AsyncSession, by: int, minutes: int) -> None:
    at = api.stage.now + timedelta(minutes=minutes)
    session.add(Idea(author_id=by, by_team=True, words=f"Idea {minutes}", status_at=at, created_at=at))


async def _add_article(api: Asked, session: AsyncSession, by: int, minutes: int) -> None:
    at = api.stage.now + timedelta(minutes=minutes)
    slug = f"article-{next(_NUMBERS)}"
    session.add(Article(slug=slug, state=ArticleState.DRAFT, author_id=by, created_at=at, updated_at=at))


@pytest.mark.parametrize(
    ("path", "table", "add"),
    [("/ideas?", Idea, _add_idea), ("/articles?state=draft&", Article, _add_article)],
)
async def test_each_row_comes_once_while_others_come_and_go(
    api: Asked, olga: Someone, path: str, table: type[Idea | Article],
    add: Callable[[Asked, AsyncSession, int, int], Awaitable[None]],
) -> None:  # fmt: skip
    async def write(*minutes: int, without: int | None = None) -> None:
        async with api.stage.database.unit_of_work() as session:
            for at in minutes:
                await add(api, session, olga.id, at)
            await session.execute(delete(table).where(table.id == without))

    await write(*range(7))
    there = {one["id"] for one in (await api.asks("GET", f"{path}limit=100")).json()["items"]}
    assert len(there) == 7
    seen: list[int] = []
    asked = f"{path}limit=2"
    while asked:
        page = (await api.asks("GET", asked)).json()
        seen += [one["id"] for one in page["items"]]
        assert page["has_more"] is (page["next_cursor"] is not None)
        await write(100, 101, 102, -100, without=seen[-1])
        asked = f"{path}limit=2&cursor={page['next_cursor']}" if page["has_more"] and len(seen) < 40 else ""
    assert there <= set(seen)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("path", ["/ideas?", "/articles?"])
async def test_a_cursor_of_the_release_before_or_of_another_list_is_refused_in_words(api: Asked, path: str) -> None:
    async with api.calls(*Scope):
        pass
    for cursor in ("2", "AAAAAAAAAAAA"):
        refused = await api.asks("GET", f"{path}cursor={cursor}")
        assert refused.status_code == 422
        assert refused.json()["detail"] == "Send the next_cursor of the page before, of the same list"
