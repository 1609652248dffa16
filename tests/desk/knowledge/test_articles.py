"""Articles by their verbs: limits, what another wrote meanwhile, who is told and may, what is read of which version."""

from typing import Any

import pytest
from sqlalchemy import text

from desk import Refused
from desk.knowledge import articles
from desk.knowledge.articles import MOST_ARTICLES, MOST_FILES, Draft
from desk.text import RichText
from tests.desk.stage import Someone, Stage
from tests.sql import execute

BODY = RichText("Shake it.")
_MANY = text("""
insert into articles (slug, state, created_at, updated_at)
select 'a-' || n, 'draft', now(), now() from generate_series(1, :n) n
""")


async def _begun(stage: Stage, who: Someone, title: str = "Trolley") -> int:
    return int((await stage.does(who, articles.begin_article, "en", Draft(title, BODY))).article_id)


async def _writes(stage: Stage, who: Someone, key: int, language: str = "en", **more: Any) -> Any:
    seen = more.pop("seen", None)
    return await stage.does(who, articles.write_version, key, language, Draft(**more), seen=seen)


async def test_so_many_articles_of_so_many_files(stage: Stage, olga: Someone) -> None:
    file = {"kind": "photo", "name": "p", "file_id": "f"}
    await execute(stage, _MANY, n=MOST_ARTICLES - 1)
    key = await _begun(stage, olga)
    with pytest.raises(Refused, match="articles-too-many"):
        await _begun(stage, olga, "Wagon")
    await _writes(stage, olga, key, files=[file] * MOST_FILES)
    with pytest.raises(Refused, match="article-files-many"):
        await _writes(stage, olga, key, files=[file] * (MOST_FILES + 1))
