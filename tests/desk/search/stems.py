"""`python -m tests.desk.search.stems`: the stems of the words of `desk/search`'s data, as PostgreSQL has them."""

import asyncio
import json
import tempfile
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import Database, engine_for
from db.embedded.server import EmbeddedServer
from desk.search import synonyms
from desk.search.words import tokens

WRITTEN = Path(synonyms.__file__).parent / "stems.json"
_STEMS = text("""
select t.word, (tsvector_to_array(to_tsvector('russian', t.word)))[1] as stem
from unnest(cast(:words as text[])) t(word)
""")


async def stems_of_data(session: AsyncSession) -> str:
    """What the file has to hold."""
    said = [one for name in synonyms.FILES for line in synonyms.lines(name) for one in line]
    words = sorted({word for one in said for word in tokens(one)})
    rows = await session.execute(_STEMS, {"words": words})
    return json.dumps({row.word: row.stem for row in rows}, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


async def main() -> None:
    """Write it."""
    with tempfile.TemporaryDirectory(prefix="pulldesk-stems-") as folder:
        async with EmbeddedServer(Path(folder) / "database") as server:
            engine = engine_for(await server.create_database("stems"))
            async with Database(engine).reading() as session:
                WRITTEN.write_text(await stems_of_data(session), encoding="utf-8")
            await engine.dispose()
            await server.destroy()


if __name__ == "__main__":
    asyncio.run(main())
