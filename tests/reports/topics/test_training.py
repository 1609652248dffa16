"""What topics are learned from: requests whose topic somebody chose, and what they said at first; and when."""

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import Database
from db.models import Category
from reports import topics
from tests.desk.knowledge.test_gaps import DAY, NOW, ticket

DOORS, LAMPS, FEW, REMOVED, GROUP = range(1, 6)
FILED = NOW - DAY
_SAID = text("""
insert into entries (ticket_id, kind, origin, author_name, body, created_at, withdrawn_at)
values (:t, :kind, 'telegram', 'Rita', :body, :at, :withdrawn)
""")


async def _topics(session: AsyncSession) -> None:
    await session.execute(text("insert into people (id, name, created_at) values (1, 'Rita', now())"))
    for key in (DOORS, LAMPS, FEW, REMOVED, GROUP):
        removed_at, is_group = NOW if key == REMOVED else None, key == GROUP
        named = {"name": f"T{key}", "folded": f"t{key}", "removed_at": removed_at, "is_group": is_group}
        await session.execute(insert(Category).values(id=key, **named))


async def _request(session: AsyncSession, key: int, topic: int, body: str) -> None:
    await ticket(session, key, category=topic)
    await _says(session, key, body)


async def _says(session: AsyncSession, key: int, body: str, kind: str = "comment", later: bool = False,
                withdrawn: bool = False) -> None:  # fmt: skip
    at = NOW if later else FILED
    given = {"t": key, "kind": kind, "body": body, "at": at, "withdrawn": NOW if withdrawn else None}
    await session.execute(_SAID, given)


async def test_it_learns_from_what_was_said_at_first_where_somebody_chose_a_topic_that_there_is(
    database: Database,
) -> None:
    async with database.sessions() as session:
        await _topics(session)
        many = {DOORS: 5, LAMPS: 6, FEW: 4, REMOVED: 5, GROUP: 5}
        keys = [(topic, 10 * topic + n) for topic, count in many.items() for n in range(count)]
        for topic, key in keys:
            await _request(session, key, topic, "jams")
        await session.execute(text("update tickets set category_guessed = true where id = 25"))
        await _request(session, 99, DOORS, "a draft")
        await session.execute(text("update tickets set filed_at = null where id = 99"))
        await _says(session, 10, "again")
        await _says(session, 10, "on my way", kind="reply")
        await _says(session, 10, "and now", later=True)
        await _says(session, 10, "a secret", withdrawn=True)
        found = await topics._find_examples(session)
        newest = (await session.execute(topics._EXAMPLES, {"most": 2})).all()
        told = await topics._load_topic_words(session)
        await session.rollback()
    assert [(one.topic, one.text) for one in found] == [
        *((LAMPS, f"Hall {key} jams") for key in range(24, 19, -1)),
        *((DOORS, f"Hall {key} jams") for key in range(14, 10, -1)),
        (DOORS, "Hall 10 jams again"),
    ]
    assert [row.words for row in newest] == ["Hall 33 jams", "Hall 32 jams"]
    assert {one.topic for one in told} == {DOORS, LAMPS, FEW}
