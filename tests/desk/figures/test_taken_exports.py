"""Exports that are kept: each for whom it was made."""

import pytest

from db.models import ReportResult, Role
from desk.figures import taken_exports
from desk.figures.exports import KIND
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def _made(stage: Stage, who: Someone, kind: str = KIND, part: int = 1) -> int:
    async with stage.database.unit_of_work() as session:
        row = ReportResult(
            kind=kind, content=b"x" * part, filename=f"{who.id}-{part}.zip", mime="application/zip", caption="",
            arguments={"for": who.id}, created_at=stage.now,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        return row.id


async def test_each_admin_has_their_own_and_no_other_report_is_among_them(stage: Stage, vera: Someone) -> None:
    otto = await stage.person("Otto", Role.ADMIN)
    mine, further, theirs = await _made(stage, vera), await _made(stage, vera, part=2), await _made(stage, otto)
    picture = await _made(stage, vera, "stats")
    async with stage.database.sessions() as session:
        assert [one.id for one in await taken_exports.taken(session, vera.id)] == [further, mine]
        assert [(one.id, one.size) for one in await taken_exports.taken(session, otto.id)] == [(theirs, 1)]
        assert await taken_exports.content(session, vera.id, further) == (f"{vera.id}-2.zip", b"xx")
        for key in (theirs, picture):
            assert await taken_exports.content(session, vera.id, key) is None
