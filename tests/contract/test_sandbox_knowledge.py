"""The demo's desk with knowledge; it comes once, in both languages, and answers what is typical."""

import pytest
from sqlalchemy import text

from db.database import Database
from db.embedded.shared_server import EmbeddedServer
from db.models import Role
from desk.knowledge import article_search
from desk.menu import draft, publishing
from desk.suggestions import article_fit, eligibility
from desk.topics import editing
from sandbox.knowledge.loader import LoadedCounts, load_knowledge
from sandbox.knowledge.switch import KnowledgeSwitch
from sandbox.knowledge.texts import MENU, REPLIES, TYPICAL_QUESTIONS
from sandbox.product.first_admin import CannotDoError, DemoDesk
from tests.desk.stage import Stage
from tests.sql import execute

pytestmark = pytest.mark.sentence("A desk with knowledge for the demo")

BUTTONS = sum(1 + len(button.under) for button in MENU)
FITS = ("reset-password", "wifi", "printing")


async def test_what_is_typical_is_answered_in_each_language(database: Database) -> None:
    stage = Stage(database)
    vera = await stage.person("Vera", Role.ADMIN)
    assert await stage.does(vera, load_knowledge) == LoadedCounts(21, 25, len(REPLIES), BUTTONS, 8)
    async with database.reading() as session:
        slugs = {row.id: row.slug for row in await session.execute(text("select id, slug from articles"))}
        for language, typical in TYPICAL_QUESTIONS.items():
            for said, slug in zip(typical, FITS, strict=True):
                found = article_fit.choose_articles(
                    await article_search.find_articles(session, said, language=language, limit=8)
                )
                assert eligibility.can_offer(said), said
                assert [slugs[one.article_id] for one in found[:1]] == [slug], said
        newest = await publishing.find_newest(session)
        assert newest is not None
        assert (newest.is_up, newest.same) == (True, True)
        asked = "select count(*) from preset_answers where state = 'published' and category_id is not null"
        assert await session.scalar(text(asked)) == 8
        bare = "select slug from articles where category_id is null or state <> 'published'"
        assert list(await session.scalars(text(bare))) == []
        assert await session.scalar(text("select count(*) from categories where questions <> '[]'")) == 2


async def test_what_is_there_already_stays(database: Database) -> None:
    stage = Stage(database)
    vera = await stage.person("Vera", Role.ADMIN)
    await stage.does(vera, editing.add_category, "Network")
    person = MENU[-1]
    await stage.does(vera, draft.add_item, person.kind, None, stage.message(vera, "Ask").words, "en")
    assert await stage.does(vera, load_knowledge) == LoadedCounts(21, 0, len(REPLIES), 0, 8)
    assert await stage.does(vera, load_knowledge) == LoadedCounts(0, 0, 0, 0, 0)
    async with database.reading() as session:
        assert await publishing.find_newest(session) is None
        assert await session.scalar(text("select count(*) from article_texts")) == 42


async def test_only_where_the_sandbox_is_and_an_admin_and_once(database: Database, server: EmbeddedServer) -> None:
    knowledge, stage = KnowledgeSwitch(DemoDesk(server, "emptied", "mark"), "ru"), Stage(database)
    marked = text(
        "insert into desk (id, sandbox_mark) values (1, :mark) on conflict (id) do update set sandbox_mark = :mark"
    )
    for mark, why in (
        (None, "not the sandbox's"),
        ("other", "not the sandbox's"),
        ("mark", "open the first admin's link"),
    ):
        await execute(database, marked, mark=mark)
        with pytest.raises(CannotDoError, match=why):
            await knowledge.add_knowledge(stage.now)
    await stage.person("Vera", Role.ADMIN)
    came = await knowledge.add_knowledge(stage.now)
    assert came == {"articles": 21, "topics": 25, "replies": len(REPLIES), "buttons": BUTTONS, "presets": 8}
    with pytest.raises(CannotDoError, match="there already"):
        await knowledge.add_knowledge(stage.now)
