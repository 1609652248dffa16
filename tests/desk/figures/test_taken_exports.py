"""Exports that are kept: each for whom it was made."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from db.models import AuditRecord, Job, ReportResult, Role, Status
from desk import NotAllowed, Refused
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.figures import taken_exports
from desk.figures.exports import KIND, ExportChoice, export
from desk.figures.periods import Period, midnight, today
from desk.text import RichText
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def _made(stage: Stage, who: Someone, kind: str = KIND, part: int = 1) -> int:
    choice = ExportChoice(Period(stage.now.date(), stage.now.date()), names=True)
    async with stage.database.unit_of_work() as session:
        row = ReportResult(
            kind=kind, content=b"x" * part, filename=f"{who.id}-{part}.zip", mime="application/zip", caption="",
            arguments=choice.dump() | {"for": who.id}, created_at=stage.now,
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
    assert await stage.does(vera, lambda desk: taken_exports.take(desk, further)) == (f"{vera.id}-2.zip", b"xx")
    for key in (theirs, picture):
        assert await stage.does(vera, lambda desk, key=key: taken_exports.take(desk, key)) is None
    async with stage.database.sessions() as session:
        noted = (await session.execute(select(AuditRecord.action, AuditRecord.new))).all()
    assert [tuple(one) for one in noted] == [("exported", "csv, names")]


async def test_days_in_which_nothing_came_are_exported_while_something_was_open(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    number = await stage.files(rita, "The lamp flickers")
    stage.later(days=5)
    day = today(stage.now, stage.rules.timezone) - timedelta(days=2)
    start = midnight(day, stage.rules.timezone)
    choice = ExportChoice(Period(day, day))
    await stage.does(olga, lambda desk: thread.note(desk, number, NewEntry(RichText("Still dark"))))
    with pytest.raises(NotAllowed):
        await stage.does(olga, lambda desk: export(desk, choice))
    for ended, is_open in ((None, True), (start, True), (start - timedelta(microseconds=1), False)):
        await stage.change(number, status=Status.CLOSED if ended else Status.NEW, ended_at=ended)
        async with stage.database.unit_of_work() as session:
            await session.execute(delete(Job))  # of the one before
        if is_open:
            assert await stage.does(vera, lambda desk: export(desk, choice))
            assert not await stage.does(vera, lambda desk: export(desk, choice)), "it is being made"
        else:
            with pytest.raises(Refused, match="export-nothing"):
                await stage.does(vera, lambda desk: export(desk, choice))
    async with stage.database.sessions() as session:
        assert await session.scalar(select(func.count()).where(AuditRecord.action == "exported")) == 2
