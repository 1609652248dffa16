"""What no article says yet, read from the tables: each condition has a row that only it leaves out."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import Database
from db.models import Person, Role
from desk.knowledge import article_form, articles
from desk.knowledge.articles import Draft
from desk.knowledge.candidates import LOOKED_BACK, find_candidates
from desk.knowledge.gaps import Gap, find_failed_searches, find_topics_without_article
from desk.text import RichText
from tests.desk.stage import Stage

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)
_VIEWER = Person(id=0, role=Role.ADMIN)
_TICKET = """
insert into tickets (id, number, requester_id, status, origin, created_at, updated_at, subject_at, status_at,
  priority_at, assignee_at, labels_at, filed_at, subject, category_id, alike, alike_articles, offered, merged_into_id)
values (:id, :id, :requester, :status, 'telegram', :at, :at, :at, :at, :at, :at, :at, :at, :subject, :category, :alike,
  :articles, :offered, :merged)
"""


async def ticket(session: AsyncSession, key: int, **more: Any) -> None:
    """A closed one, filed yesterday, unless it is said otherwise."""
    given = {
        "status": "closed",
        "at": NOW - DAY,
        "subject": f"Hall {key}",
        "category": None,
        "alike": None,
        "requester": 1,
    }
    given |= {"articles": None, "offered": None, "merged": None}
    await session.execute(text(_TICKET), given | more | {"id": key})


@pytest.fixture
async def session(database: Database) -> Any:
    async with database.sessions() as session:
        await session.execute(text("insert into people (id, name, created_at) values (1, 'Rita', now())"))
        yield session
        await session.rollback()


async def test_searches_in_vain_are_those_that_found_nothing_since(session: AsyncSession) -> None:
    put = text("insert into searches (at, language, words, by_staff, found) values (:at, 'en', :words, :staff, :found)")
    rows = [
        ("lift", 1, 0), ("lift", 2, 0), ("badge", 2, 0), ("badge", 1, 2), ("hall", 2, 2), ("hall", 1, 0),
        ("old", 9, 0), ("now", 0, 0), ("wifi", 1, 3),
    ]  # fmt: skip
    for words, ago, found in rows:
        given = {"at": NOW - ago * DAY, "words": words, "staff": ago == 1, "found": found}
        await session.execute(put, given)
    gaps = await find_failed_searches(session, NOW - 2 * DAY, NOW, 5)
    assert gaps == [Gap("lift", 2), Gap("hall", 1)]
    assert await find_failed_searches(session, NOW - 2 * DAY, NOW, 1) == gaps[:1]


async def test_topics_with_five_requests_and_no_published_article(session: AsyncSession) -> None:
    topic = """insert into categories (id, name, folded, names, is_group, removed_at)
      values (:id, :name, :name, '{"ru": "Лифт"}', :group, :removed)"""
    named = ("lift", "few", "read", "drafted", "gone", "group", "early", "merged")
    for key, name in enumerate(named, start=1):
        gone = {"removed": NOW if name == "gone" else None, "group": name == "group"}
        await session.execute(text(topic), {"id": key, "name": name} | gone)
        for n in range(4 if name == "few" else 5):
            early = NOW - 3 * DAY if name == "early" and not n else NOW - DAY
            merged = 1 if name == "merged" and not n else None
            await ticket(session, key * 10 + n if merged is None else 99, category=key, at=early, merged=None)
            if merged is not None:
                await session.execute(text("update tickets set merged_into_id = 10 where id = 99"))
    article = """insert into articles (slug, category_id, state, created_at, updated_at)
      values (:state, :category, :state, now(), now())"""
    await session.execute(text(article), {"state": "published", "category": named.index("read") + 1})
    await session.execute(text(article), {"state": "draft", "category": named.index("drafted") + 1})
    found = await find_topics_without_article(session, "en", NOW - 2 * DAY, NOW, 9)
    assert found == [Gap(name, 5, named.index(name) + 1) for name in ("drafted", "lift")]
    assert [one.name for one in await find_topics_without_article(session, "ru", NOW - 2 * DAY, NOW, 1)] == ["Лифт"]
    assert await find_topics_without_article(session, "en", NOW - 2 * DAY, NOW - DAY, 9) == []


async def test_candidates_are_of_solved_requests_without_an_article_of_the_last_90_days(session: AsyncSession) -> None:
    await ticket(session, 1)
    await ticket(session, 2, alike=[1])
    await ticket(session, 3, alike=[1], status="resolved")
    others: tuple[dict[str, Any], ...] = (
        {"status": "in_progress"}, {"at": NOW - LOOKED_BACK - DAY}, {"merged": 1}, {"offered": [7]}, {"articles": [7]},
    )  # fmt: skip
    for key, one in enumerate(others, start=4):
        await ticket(session, key, alike=[1], **one)
    (found,) = await find_candidates(session, _VIEWER, "en", NOW, articles=False)
    assert (found.number, found.alike, found.taken, found.changed) == (1, 3, 0, 0)
    await session.execute(text("update tickets set assignee_id = requester_id where id = 1"))
    alone = Person(id=0, role=Role.TRAINEE, grants={"see_all": False})
    assert await find_candidates(session, alone, "en", NOW, articles=False) == []
    await session.execute(text("delete from tickets where id = 3"))
    assert await find_candidates(session, _VIEWER, "en", NOW, articles=False) == []


async def test_what_was_taken_over_or_changed_often_enough_counts_while_it_is_kept(session: AsyncSession) -> None:
    for key in (1, 2, 3):
        await ticket(session, key, status="pending" if key == 3 else "closed")
    await session.execute(
        text(
            "insert into canned_replies (id, key, folded, text, created_by, created_at) values (1,'k','k','K',1,now())"
        )
    )
    said = text("""insert into entries (ticket_id, kind, author_id, author_name, origin, created_at)
      values (:t, 'reply', 1, 'R', 'telegram', now()) returning id""")
    taken = text("insert into answers_taken (entry_id, from_ticket_id, at) values (:e, :f, :at)")
    used = text("insert into canned_uses (entry_id, canned_id, at, changed) values (:e, 1, :at, :changed)")
    for days in (1, 1, 91):
        entry = await session.scalar(said, {"t": 2})
        await session.execute(taken, {"e": entry, "f": 1, "at": NOW - days * DAY})
    for days, changed, on in ((1, True, 2), (1, True, 2), (2, True, 2), (1, False, 2), (91, True, 2), (1, True, 3)):
        entry = await session.scalar(said, {"t": on})
        await session.execute(used, {"e": entry, "at": NOW - days * DAY, "changed": changed})
    found = await find_candidates(session, _VIEWER, "en", NOW, articles=False)
    assert [(one.number, one.taken, one.changed) for one in found] == [(2, 0, 3), (1, 2, 0)]
    await session.execute(text("update tickets set merged_into_id = 3 where id = 2"))
    assert [one.number for one in await find_candidates(session, _VIEWER, "en", NOW, articles=False)] == [1]
    await session.execute(
        text("""insert into articles (slug, state, source_ticket_id, created_at, updated_at)
          values ('a', 'draft', 1, now(), now())""")
    )
    assert await find_candidates(session, _VIEWER, "en", NOW, articles=False) == []


async def test_what_a_published_article_says_already_is_no_candidate(database: Database) -> None:
    stage = Stage(database)
    vera, rita = await stage.person("Vera", Role.ADMIN), await stage.person("Rita")
    done = await stage.does(vera, articles.begin_article, "en", Draft("Toner is empty", RichText("Shake.")))
    async with database.unit_of_work() as session:
        for key, subject in ((1, "Toner is empty again"), (9, "The lift is slow")):
            await ticket(session, key, requester=rita.id, subject=subject)
            for other in (key + 1, key + 2):
                await ticket(session, other, requester=rita.id, alike=[key])

    async def found() -> list[str]:
        async with database.reading() as session:
            return [one.subject.stored for one in await find_candidates(session, _VIEWER, "en", NOW, articles=True)]

    assert await found() == ["Toner is empty again", "The lift is slow"]
    await stage.does(vera, article_form.publish_article, done.article_id, 1)
    assert await found() == ["The lift is slow"]
