"""Articles by their verbs: limits, what another wrote meanwhile, who is told and may, what is read of which version."""

from typing import Any

import pytest
from sqlalchemy import text

from db.models import ArticleState, ArticleText, Category, Role
from desk import NotAllowed, Refused
from desk.knowledge import articles, publishing, reading
from desk.knowledge.articles import MOST_ARTICLES, MOST_FILES, Draft
from desk.text import RichText
from tests.desk.cast import lines
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad

BODY = RichText("Shake it.")
_MANY = text("""
insert into articles (slug, state, created_at, updated_at)
select 'a-' || n, 'draft', now(), now() from generate_series(1, :n) n
""")


async def _begun(stage: Stage, who: Someone, title: str = "Trolley") -> int:
    return int((await stage.does(who, lambda desk: articles.begin(desk, "en", Draft(title, BODY)))).article_id)


async def _writes(stage: Stage, who: Someone, key: int, language: str = "en", **more: Any) -> Any:
    seen = more.pop("seen", None)
    return await stage.does(who, lambda desk: articles.write(desk, key, language, Draft(**more), seen=seen))


async def _published(stage: Stage, vera: Someone, key: int) -> None:
    async with stage.database.reading() as session:
        page = await reading.article_page(session, key, staff=True, language="en")
    assert page is not None
    await stage.does(vera, lambda desk: publishing.publish(desk, key, page.revision))


async def _page(stage: Stage, key: int, *, staff: bool, version: int | None = None) -> Any:
    async with stage.database.reading() as session:
        return await reading.article_page(session, key, staff=staff, language="en", version=version)


async def test_so_many_articles_of_so_many_files(stage: Stage, olga: Someone) -> None:
    file = {"kind": "photo", "name": "p", "file_id": "f"}
    async with stage.database.unit_of_work() as session:
        await session.execute(_MANY, {"n": MOST_ARTICLES - 1})
    key = await _begun(stage, olga)
    with pytest.raises(Refused, match="articles-too-many"):
        await _begun(stage, olga, "Wagon")
    await _writes(stage, olga, key, files=[file] * MOST_FILES)
    with pytest.raises(Refused, match="article-files-many"):
        await _writes(stage, olga, key, files=[file] * (MOST_FILES + 1))


async def test_who_wrote_meanwhile_is_named_to_others_who_had_not_seen_it(stage: Stage, olga: Someone) -> None:
    ivan = await stage.person("Ivan", Role.AGENT)
    key = await _begun(stage, olga)
    steps = [(ivan, 1, None), (olga, 1, "Ivan"), (ivan, 3, None), (ivan, 3, None), (olga, None, None)]
    for who, seen, meanwhile in steps:
        assert (await _writes(stage, who, key, body=RichText("Shake"), seen=seen)).meanwhile == meanwhile


async def test_of_title_and_words_each_knows_the_message_it_was_said_in(stage: Stage, olga: Someone) -> None:
    key = await _begun(stage, olga)
    for draft, said in (
        ({"title": "Wagon", "title_id": 3}, (3, None)),
        ({"body": BODY, "body_id": 4}, (3, 4)),
        ({"files": []}, (3, 4)),
    ):
        version = (await _writes(stage, olga, key, chat_id=5, **draft)).version
        async with stage.database.sessions() as session:
            row = await session.get_one(ArticleText, (key, "en", version))
        assert (row.said_title_id, row.said_message_id) == said


async def test_its_topic_is_one_that_there_is_and_no_group(stage: Stage, olga: Someone, vera: Someone) -> None:
    key = await _begun(stage, olga)
    given = [("Ink", {}), ("All", {"is_group": True}), ("Old", {"removed_at": stage.now})]
    async with stage.database.unit_of_work() as session:
        rows = [Category(name=name, folded=name.lower(), **more) for name, more in given]
        session.add_all(rows)
        await session.flush()
        ink, *others = [row.id for row in rows]
    for other in others:
        with pytest.raises(Refused, match="no-such-category"):
            await stage.does(olga, lambda desk, other=other: articles.set_topic(desk, key, other))
    await stage.does(olga, lambda desk: articles.set_topic(desk, key, ink))
    assert (await _page(stage, key, staff=True)).topic == "Ink"
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Category, ink)).removed_at = stage.now
    assert (await _page(stage, key, staff=True)).topic is None


async def test_each_other_admin_is_told_once_of_each_change(stage: Stage, olga: Someone, vera: Someone) -> None:
    otto, late = await stage.person("Otto", Role.ADMIN), await stage.person("Late", Role.ADMIN)
    async with stage.database.unit_of_work() as session:
        await session.execute(text("update people set started_at = null where id = :late"), {"late": late.id})
    key = await _begun(stage, olga)
    for who in (olga, olga, vera):
        await stage.does(who, lambda desk: publishing.propose(desk, key))
    told = [(await lines(stage, who)).count("article-proposed") for who in (vera, otto, late, olga)]
    assert told == [1, 1, 0, 0]
    await _writes(stage, olga, key, title="Wagon")
    await stage.does(vera, lambda desk: publishing.propose(desk, key))
    told = [(await lines(stage, who)).count("article-proposed") for who in (vera, otto, late, olga)]
    assert told == [1, 2, 0, 0]


async def test_what_is_read_of_which_version_and_by_whom(stage: Stage, olga: Someone, vera: Someone) -> None:
    key = await _begun(stage, olga)
    await _writes(stage, olga, key, title="Cart")
    assert not (await _page(stage, key, staff=True)).waits
    await _published(stage, vera, key)
    await _writes(stage, olga, key, title="Wagon")
    page = await _page(stage, key, staff=True)
    assert (page.title, page.waits) == ("Wagon", True)
    assert (await _page(stage, key, staff=True, version=1)).title == "Trolley"
    assert [(await _page(stage, key, staff=False, version=v)).title for v in (None, 1, 3)] == ["Cart"] * 3
    other = await _begun(stage, olga, "Ink")
    async with stage.database.reading() as session:
        assert await reading.published_titles(session, [key, other], "en") == {key: "Cart"}
        assert await reading.titles_of(session, [key, other], "en") == {key: "Wagon", other: "Ink"}
    await stage.does(vera, lambda desk: publishing.retire(desk, key))
    assert await _page(stage, key, staff=False) is None
    assert not (await _page(stage, key, staff=True)).waits
    with pytest.raises(NotAllowed):
        await stage.does(olga, lambda desk: publishing.retire(desk, key))


async def test_what_waits_for_an_admin_waits_in_one_language(stage: Stage, olga: Someone, vera: Someone) -> None:
    """A page too far is the last of those that wait, however many are published."""
    key, other = await _begun(stage, olga), await _begun(stage, olga, "Ink")
    await _writes(stage, olga, key, title="Cart")
    await _writes(stage, olga, key, "ru", title="Тележка", body=BODY)
    for one in (key, other):
        await _published(stage, vera, one)
    await _writes(stage, olga, key, "ru", title="Каталка")
    async with stage.database.reading() as session:
        shelf = await reading.shelf(session, ArticleState.PUBLISHED, 2, 1, language="en", waiting=True)
    assert ([line.id for line in shelf.lines], shelf.page, shelf.pages, shelf.waiting) == ([key], 1, 1, 1)


async def test_words_of_a_draft_are_not_known_before_it_is_published(stage: Stage, olga: Someone) -> None:
    key = await _begun(stage, olga)
    await stage.does(olga, lambda desk: articles.set_keywords(desk, key, "trolleybus"))
    async with stage.database.sessions() as session:
        assert (await session.execute(text("select count(*) from known_words where articles > 0"))).scalar_one() == 0
