"""`python -m tests.answers.measure seen.jsonl|unseen.jsonl|last.jsonl`: how well offers fit; never prints a message.

A message counts as offered for where the desk would show an article; right, where the first one shown fits. Those of
kind `critical` are filed with that priority and `followup` are comments, for which nothing is offered.
"""

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from sqlalchemy import text

from db import migrate
from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from db.models import Role
from desk.knowledge import article_search, import_export
from desk.suggestions import article_fit, eligibility
from sandbox.knowledge import ARTICLES
from tests.desk.stage import Stage

HERE = Path(__file__).parent
_NO_REQUEST = ("critical", "followup")


async def main(name: str) -> None:
    """Measure on a PostgreSQL of our own."""
    messages = [json.loads(line) for line in (HERE / name).read_text().splitlines()]
    with tempfile.TemporaryDirectory(prefix="pulldesk-answers-") as folder:
        async with EmbeddedServer(Path(folder) / "database") as server:
            engine = create_engine(await server.create_database("answers"))
            try:
                await migrate.upgrade(engine)
                sys.stdout.write(await measured(Database(engine), messages))
            finally:
                await engine.dispose()
                await server.destroy()


async def measured(database: Database, messages: list[dict[str, list[str]]]) -> str:
    """The figures, a line each."""
    stage = Stage(database)
    vera = await stage.person("Vera", Role.ADMIN)
    files = {path.name: path.read_bytes() for path in sorted(ARTICLES.glob("*.md"))}
    await stage.does(vera, import_export.import_files, files)
    counts = dict.fromkeys(("messages", "with a fitting article", "offered for", "right", "of those with one"), 0)
    async with database.reading() as session:
        slugs = {row.id: row.slug for row in await session.execute(text("select id, slug from articles"))}
        for message in messages:
            fitting, said = message["articles"], str(message["text"])
            counts["messages"] += 1
            counts["with a fitting article"] += bool(fitting)
            if message["kind"] in _NO_REQUEST or not eligibility.can_offer(said):
                continue
            chosen = article_fit.choose_articles(await article_search.find_articles(session, said, limit=8))
            counts["offered for"] += bool(chosen)
            counts["right"] += bool(chosen) and slugs[chosen[0].article_id] in fitting
            counts["of those with one"] += bool(chosen) and bool(fitting)
    precision = counts["right"] / max(counts["offered for"], 1)
    reach = counts["of those with one"] / max(counts["with a fitting article"], 1)
    lines = [f"{name}: {n}" for name, n in counts.items()]
    return "\n".join([*lines, f"precision {precision:.3f}", f"reach {reach:.3f}", ""])


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
