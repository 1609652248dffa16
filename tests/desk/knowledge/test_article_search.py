"""Which articles fit some words: the twenty that were written to measure with, and small ones."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from db.database import Database
from db.models import KnownWord, Role
from desk import NotAllowed, Refused
from desk.knowledge import article_form, article_search, articles
from desk.knowledge.articles import Draft
from desk.policy.visibility import Readers
from desk.text import RichText
from tests.desk.stage import Stage


async def test_only_what_is_published_is_found_by_requesters(database: Database) -> None:
    stage = Stage(database)
    vera, olga = await stage.person("Vera", Role.ADMIN), await stage.person("Olga", Role.AGENT)
    anna = await stage.person("Anna")
    with pytest.raises(NotAllowed):
        await stage.does(anna, articles.begin_article, "en", Draft("Trolley"))
    done = await stage.does(olga, articles.begin_article, "en", Draft("Trolley", RichText("Shake it.")))
    assert await _found(database, "trolley") == ([], ["Trolley"])
    with pytest.raises(NotAllowed):
        await stage.does(olga, article_form.publish_article, done.article_id, 1)
    with pytest.raises(Refused, match="article-changed-since"):
        await stage.does(vera, article_form.publish_article, done.article_id, 0)
    await stage.does(vera, article_form.publish_article, done.article_id, 1)
    assert await _found(database, "trolley") == (["Trolley"], ["Trolley"])
    waits = await stage.does(olga, articles.write_version, done.article_id, "en", Draft(title="Wagon"))
    assert waits.waits
    assert await _found(database, "wagon") == ([], [])
    assert await _found(database, "trolley") == (["Trolley"], ["Trolley"])
    with pytest.raises(NotAllowed):
        await stage.does(olga, articles.set_keywords, done.article_id, "ink")
    await stage.does(vera, articles.set_keywords, done.article_id, "ink")
    assert await _found(database, "ink") == (["Trolley"], ["Trolley"])
    await stage.does(vera, article_form.publish_article, done.article_id, 4)
    assert await _found(database, "trolley") == ([], [])
    with pytest.raises(NotAllowed):
        await stage.does(olga, article_form.archive_article, done.article_id)
    await stage.does(vera, article_form.archive_article, done.article_id)
    assert await _found(database, "wagon ink") == ([], [])
    async with database.reading() as session:
        held = await session.execute(text("select word, articles from known_words where articles > 0"))
        assert held.all() == []
        assert await session.get(KnownWord, "wagon") is not None


async def _found(database: Database, words: str) -> tuple[list[str], list[str]]:
    """The titles that requesters and staff find."""
    async with database.reading() as session:
        some = [
            await article_search.find_articles(session, words, readers=one)
            for one in (Readers.EVERYBODY, Readers.AUTHORS)
        ]
    return [one.title for one in some[0]], [one.title for one in some[1]]


def test_the_line_that_is_shown_holds_what_was_asked_sign_by_sign() -> None:
    assert article_search.make_snippet("Set 1x5 here.\nSet 1.5 there.", frozenset({"1.5"})) == "Set 1.5 there."


@pytest.mark.parametrize(
    ("body", "stems", "shown"),
    [
        ("First line.\nSecond line.", set(), "First line."),
        ("\n \nFirst line.", set(), "First line."),
        ("", set(), ""),
        ("Go on. Press the lamp. Then wait.\nNo.", {"lamp"}, "Press the lamp. Then wait."),
        ("One lamp.\nA lamp in the hall.", {"lamp", "hall"}, "A lamp in the hall."),
        ("A clamp.\nThe lamps.", {"lamp"}, "The lamps."),
        ("Не то.\nСчётчик тут.", {"счетчик"}, "Счётчик тут."),
        ("Nothing.\nOf it.", {"lamp"}, "Nothing."),
        ("LAMP!", {"lamp"}, "LAMP!"),
    ],
)
def test_the_line_that_is_shown_holds_most_of_what_was_asked(body: str, stems: set[str], shown: str) -> None:
    assert article_search.make_snippet(body, frozenset(stems)) == shown


async def test_an_article_is_shown_in_the_readers_language_where_it_has_one(database: Database) -> None:
    """Whatever language the words are in; what is only drafted in it is not shown."""
    stage = Stage(database)
    vera = await stage.person("Vera", Role.ADMIN)
    both = {"en": Draft("Trolley", RichText("Shake it.")), "ru": Draft("Тележка", RichText("Трясите."))}
    done = await stage.does(vera, articles.begin_article, "en", both["en"])
    await stage.does(vera, article_form.publish_article, done.article_id, 1)
    await stage.does(vera, articles.write_version, done.article_id, "ru", both["ru"])
    alone = await stage.does(vera, articles.begin_article, "en", Draft("Trolley rent", RichText("Pay it.")))
    await stage.does(vera, article_form.publish_article, alone.article_id, 1)

    async def titles(words: str, language: str | None) -> list[tuple[str, str]]:
        async with database.reading() as session:
            return [
                (one.title, one.language)
                for one in await article_search.find_articles(session, words, language=language)
            ]

    assert await titles("trolley", "ru") == [("Trolley", "en"), ("Trolley rent", "en")]
    async with database.unit_of_work() as session:
        revision = await session.scalar(text("select revision from articles where id = :id"), {"id": done.article_id})
    await stage.does(vera, article_form.publish_article, done.article_id, revision or 0)
    assert sorted(await titles("trolley", "ru")) == [("Trolley rent", "en"), ("Тележка", "ru")]
    assert await titles("тележка", "en") == [("Trolley", "en")]
    assert await titles("тележка", None) == [("Тележка", "ru")]
    await stage.does(vera, article_form.archive_article, done.article_id)
    assert await titles("тележка", "en") == []
    assert await titles("trolley", None) == [("Trolley rent", "en")]


async def test_a_search_is_kept_with_what_its_kind_of_reader_would_find(database: Database) -> None:
    stage = Stage(database)
    vera, rita = await stage.person("Vera", Role.ADMIN), await stage.person("Rita", language_chosen="ru")
    await stage.does(vera, articles.begin_article, "en", Draft("Trolley", RichText("Shake it.")))
    for who in (vera, rita):
        await stage.does(who, article_search.record_search, "Trolley  of +7 900 123-45-67")
    await stage.does(rita, article_search.record_search, " 12 34! ")
    async with database.reading() as session:
        rows = await session.execute(text("select language, by_staff, found, words, at from searches order by id"))
        kept = [tuple(row) for row in rows]
    assert [one[:3] for one in kept] == [("en", True, 1), ("ru", False, 0)]
    assert all(one[3].startswith("trolley of") and "900" not in one[3] and one[4] == stage.now for one in kept)
