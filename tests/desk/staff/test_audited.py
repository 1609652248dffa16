"""Acts on the desk that leave a row of the audit, where no conversation tells it."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from db import queue
from db.models import AuditRecord, Box, Brake, BrakeKind, Collaborator, Job, JobState, Person, Role
from db.unit_of_work import NewJob
from desk import NotAllowed, Outdated
from desk.board import brake
from desk.operations import failed_jobs
from desk.people import person_rows
from desk.policy.staff_notification_switches import NotificationLevel, StaffNotification
from desk.staff import admins_by_setting, invites, preferences
from tests.desk.stage import Someone, Stage
from tests.sql import get


async def _rows(stage: Stage) -> list[tuple[Any, ...]]:
    columns = (AuditRecord.actor_id, AuditRecord.origin, AuditRecord.action, AuditRecord.object, AuditRecord.old)
    async with stage.database.sessions() as session:
        found = await session.execute(select(*columns, AuditRecord.new).order_by(AuditRecord.id))
        return [tuple(row) for row in found]


async def test_what_admins_answer_and_settings_change_is_audited(stage: Stage) -> None:
    vera = await stage.person("Vera", Role.ADMIN, role_given=Role.AGENT, admin_by_setting=True)
    bo = await stage.person("Bo", Role.ADMIN, admin_by_setting=True)
    async with stage.database.unit_of_work() as session:
        asked = Brake(project_id="p", kind=BrakeKind.VANISH, told_at=stage.now)
        session.add(asked)
        queue.put_job(session, NewJob(Box.TO_TELEGRAM, "1", b"{}", stage.now))
        await session.flush()
    async with stage.database.unit_of_work() as session:
        job = (await session.scalars(select(Job))).one()
        job.state = JobState.BURIED
    await stage.does(vera, brake.answer_brake, asked.id, go=True)
    with pytest.raises(Outdated):
        await stage.does(vera, brake.answer_brake, asked.id, go=False)
    await stage.does(vera, failed_jobs.retry_job, job.id)
    async with stage.database.unit_of_work() as session:
        await admins_by_setting.apply_admins(session, now=stage.now, rules=replace(stage.rules, admin_ids=frozenset()))
    async with stage.database.unit_of_work() as session:
        rules = replace(stage.rules, admin_ids=frozenset({vera.chat}))
        for _ in range(2):
            await admins_by_setting.apply_admins(session, now=stage.now, rules=rules)
    assert await _rows(stage) == [
        (vera.id, "telegram", "brake-answered", f"brake:{asked.id}", "vanish", "go"),
        (vera.id, "telegram", "job-retried", f"job:{job.id}", None, None),
        (None, "clock", "admin-by-setting-ended", f"person:{vera.id}", None, "agent"),
        (None, "clock", "dismissed", f"person:{bo.id}", "admin", None),
        (None, "clock", "admin-by-setting", f"person:{vera.id}", "agent", "admin"),
    ]


async def test_what_is_refused_leaves_no_row(stage: Stage, olga: Someone) -> None:
    async with stage.database.unit_of_work() as session:
        asked = Brake(project_id="p", kind=BrakeKind.VANISH, told_at=stage.now)
        gone = await person_rows.get_or_create_on_board(session, "t-7", "Gone", now=stage.now)
        session.add_all([asked, Collaborator(project_id="p", todoist_id="t-7", name="Gone", active=True)])
        gone.former_id, gone.dismissed_at = olga.id, stage.now
    for verb in (
        lambda desk: invites.create_invite(desk, Role.AGENT),
        lambda desk: brake.answer_brake(desk, asked.id, go=True),
        lambda desk: brake.evict_person(desk, olga.chat),
    ):
        with pytest.raises(NotAllowed):
            await stage.does(olga, verb)
    vera = await stage.person("Vera", Role.ADMIN)
    async with stage.database.unit_of_work() as session:
        (await session.scalars(select(Collaborator))).one().active = False  # has left the project by now
    with pytest.raises(Outdated):
        await stage.does(vera, brake.evict_person, olga.chat)
    assert await _rows(stage) == []
    async with stage.database.unit_of_work() as session:
        (await session.scalars(select(Collaborator))).one().active = True
    await stage.does(vera, brake.evict_person, olga.chat)
    assert [row[2:4] for row in await _rows(stage)] == [("evicted", f"person:{olga.id}")]


async def test_one_kind_of_notification_is_set_beside_the_others(stage: Stage, olga: Someone) -> None:
    news = (StaffNotification.CARDS, StaffNotification.CHANGES)
    for one in news:
        await stage.does(olga, preferences.set_level, one, NotificationLevel.SILENT)
    person = await get(stage, Person, olga.id)
    assert person.switches == dict.fromkeys([one.value for one in news], NotificationLevel.SILENT.value)


async def test_whom_a_setting_makes_an_admin_is_audited_once(stage: Stage) -> None:
    who: dict[str, Any] = {"first": "Vera", "last": None, "username": None, "language": None}
    for _ in range(2):
        async with stage.database.unit_of_work() as session:
            rules = replace(stage.rules, admin_ids=frozenset({7}))
            (await person_rows.get_or_create(session, 7, now=stage.now, rules=rules, **who)).role = Role.ADMIN
    assert [row[2] for row in await _rows(stage)] == ["admin-by-setting"]
