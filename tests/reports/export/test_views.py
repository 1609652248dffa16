"""The views that other programs read: there for each role that is let in, without a name and without a word."""

from sqlalchemy import text

from db.database import Database

PERSONAL = {"name", "author_name", "actor_name", "subject", "body", "words", "telegram_id", "todoist_id", "quote"}
VIEWS = ["daily_counts", "entries", "events", "history", "marks", "spans", "tickets"]


async def test_the_views_hold_no_name_and_no_word(database: Database) -> None:
    async with database.unit_of_work() as session:
        found = (
            await session.execute(
                text("select table_name, column_name from information_schema.columns where table_schema = 'reports'")
            )
        ).all()
        for view in VIEWS:
            await session.execute(text(f"select * from reports.{view}"))  # noqa: S608
    assert sorted({view for view, _ in found}) == VIEWS
    assert not {column for _, column in found} & PERSONAL
