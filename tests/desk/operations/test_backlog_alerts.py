"""What the admins are told of jobs that were given up or are late: of each once, in whatever order they fail."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db import queue
from db.models import BoardCommand, Box, Job, JobState, Lane, Person
from db.queue import Done
from db.unit_of_work import NewJob
from desk import installation
from desk.notifications import to_phone
from desk.operations import backlog_alerts, failed_jobs
from desk.policy.phone_alerts import PhoneWay, set_phone
from desk.queries.panel.page_status import load_page_status, load_troubles
from tests.desk.stage import Someone, Stage
from tests.sql import add, execute

MINUTE = timedelta(minutes=1)


async def _jobs(stage: Stage, count: int) -> list[int]:
    async with stage.database.unit_of_work() as session:
        made = [
            Job(box=Box.FROM_TELEGRAM, key=f"{n}", payload=b"{}", due_at=stage.now, created_at=stage.now)
            for n in range(count)
        ]
        session.add_all(made)
        await session.flush()
        return [job.id for job in made]


async def _buried(stage: Stage, job_id: int, error: str = "KeyError") -> None:
    """It was given up, and the admins look who was told."""
    async with stage.database.unit_of_work() as session:
        job = await session.get_one(Job, job_id)
        job.state, job.settled_at, job.error = JobState.BURIED, stage.now, error
    await _looked(stage)


async def _looked(stage: Stage) -> None:
    async with stage.database.unit_of_work() as session:
        await backlog_alerts.check_backlog(session, stage.now, stage.rules)


async def _told(stage: Stage, who: Someone) -> list[int]:
    return [x["args"]["n"] for x in await stage.letters(who) if x.get("key") == "late-failed"]


async def test_one_that_was_tried_for_long_is_told_of_after_a_younger_one(stage: Stage, vera: Someone) -> None:
    older, younger = await _jobs(stage, 2)
    await _buried(stage, younger)
    await _buried(stage, older)
    await _looked(stage)
    assert await _told(stage, vera) == [1, 1]


async def test_one_that_fails_again_is_told_of_again(stage: Stage, vera: Someone) -> None:
    (job_id,) = await _jobs(stage, 1)
    await _buried(stage, job_id)
    await stage.does(vera, failed_jobs.retry_job, job_id)
    await _buried(stage, job_id)
    assert await _told(stage, vera) == [1, 1]


async def test_several_at_once_are_one_line_and_somebody_gone_is_none(stage: Stage, vera: Someone) -> None:
    first, second, gone = await _jobs(stage, 3)
    async with stage.database.unit_of_work() as session:
        for job_id in (first, second):
            (await session.get_one(Job, job_id)).state = JobState.BURIED
    await _buried(stage, gone, "gone: user is deactivated")
    assert await _told(stage, vera) == [2]


@pytest.mark.parametrize(
    ("job", "late"),
    [
        ({"lane": Lane.PEOPLE}, 1),
        ({"lane": Lane.EDITS}, 0),
        ({"due_at": MINUTE}, 0),
        ({"due_at": MINUTE, "attempts": 1}, 1),
        ({"created_at": -5 * MINUTE, "due_at": -5 * MINUTE, "attempts": 1}, 0),
        ({"state": JobState.PARKED}, 0),
    ],
    ids=["of people", "of a face", "held until later", "tried again later", "for no longer than it may", "parked"],
)
async def test_late_is_what_somebody_waits_for(stage: Stage, vera: Someone, job: dict[str, Any], late: int) -> None:
    (job_id,) = await _jobs(stage, 1)
    stage.later(minutes=6)
    async with stage.database.unit_of_work() as session:
        row = await session.get_one(Job, job_id)
        for name, value in job.items():
            setattr(row, name, stage.now + value if name.endswith("_at") else value)
    await _looked(stage)
    assert [x["args"]["n"] for x in await stage.letters(vera) if x.get("key") == "late-inbox"] == [1] * late


@pytest.mark.parametrize(
    ("minutes", "answered", "board", "late"),
    [(16, False, True, ["late-board"]), (15, False, True, []), (16, True, True, []), (16, False, False, [])],
    ids=["too long", "not long", "answered", "no board"],
)
async def test_what_the_board_has_not_taken_is_late_where_there_is_one(
    stage: Stage, vera: Someone, minutes: int, answered: bool, board: bool, late: list[str]
) -> None:
    stage.with_rules(board__enabled=board)
    at = stage.now - minutes * MINUTE
    given = {"uuid": "late", "project_id": "P", "kind": "item_add", "args": {}, "created_at": at}
    await add(stage, BoardCommand(**given, answered_at=stage.now if answered else None))
    await _looked(stage)
    assert [x["key"] for x in await stage.letters(vera)] == late


async def test_admins_are_told_once_when_backups_stop(stage: Stage, vera: Someone) -> None:
    async def tell_of(hours: int | None) -> list[str]:
        async with stage.database.unit_of_work() as session:
            row = await installation.load_row(session)
            row.backed_up_at, row.backup_hours = begun, hours
        await _looked(stage)
        return [x["key"] for x in await stage.letters(vera) if str(x.get("key")).startswith("late-backup")]

    begun = stage.now
    stage.later(hours=48)
    assert await tell_of(24) == []
    stage.later(minutes=1)
    assert await tell_of(None) == [], "none is made by itself"
    assert await tell_of(24) == ["late-backup"]
    assert await tell_of(24) == ["late-backup"]
    begun = stage.now
    assert await tell_of(24) == ["late-backup", "late-backup-over"]


async def test_of_a_refused_token_admins_hear_outside_telegram_and_of_its_end_there(
    stage: Stage, vera: Someone
) -> None:
    async def report(*, is_refused: bool) -> list[str]:
        for _ in range(2):
            await stage.does(vera, backlog_alerts.report_token, is_refused=is_refused)
        async with stage.database.unit_of_work() as session:
            jobs = await queue.claim_jobs(session, Box.TO_MAIL, worker=1, now=stage.now)
            ready = [await to_phone.prepare_alert(session, job, stage.now, stage.rules) for job in jobs]
            await session.rollback()
        return [one["text"] if isinstance(one, dict) else str(one) for one in ready]

    stage.with_rules(mailbox=("help@desk.example",))
    async with stage.database.unit_of_work() as session:
        row = await session.get_one(Person, vera.id)
        row.switches = set_phone(row, PhoneWay.EMAIL, "vera@desk.example")
    assert await report(is_refused=False) == []
    assert await report(is_refused=True) == ["Telegram refuses the bot’s token. No messages are sent."]
    assert await stage.letters(vera) == []
    stage.later(minutes=2)
    assert await report(is_refused=False) == [str(Done("it is over"))]
    assert [(one["key"], one["args"]) for one in await stage.letters(vera)] == [("token-refused-over", {"age": 120})]


async def test_a_telegram_that_does_not_answer_is_noted_at_once_and_told_outside_it_after_five_minutes(
    stage: Stage, vera: Someone
) -> None:
    async def report(minutes: float) -> tuple[set[str], int]:
        await stage.does(vera, backlog_alerts.report_poll, minutes * MINUTE)
        async with stage.database.reading() as session:
            mails = await session.scalar(text("select count(*) from jobs where box = 'to_mail'"))
            return set((await installation.load_row(session)).troubles), int(mails or 0)

    stage.with_rules(mailbox=("help@desk.example",))
    async with stage.database.unit_of_work() as session:
        row = await session.get_one(Person, vera.id)
        row.switches = set_phone(row, PhoneWay.EMAIL, "vera@desk.example")
    assert await report(0) == (set(), 0)
    assert await report(0.2) == ({"poll"}, 0)
    for _ in range(2):
        assert await report(5) == ({"poll", "poll-told"}, 1)
    async with stage.database.unit_of_work() as session:
        (job,) = await queue.claim_jobs(session, Box.TO_MAIL, worker=1, now=stage.now)
        said = await to_phone.prepare_alert(session, job, stage.now, stage.rules)
        await session.rollback()
    assert isinstance(said, dict) and said["text"].startswith("Telegram does not respond to the bot.")
    assert await report(0) == (set(), 1)


@pytest.mark.parametrize("minutes", [0, 4, 5, 6])
async def test_what_became_due_while_the_clock_jumped_is_late_once_there_was_time_for_it(
    stage: Stage, vera: Someone, minutes: int
) -> None:
    """The demo skips an hour, a machine wakes: for five minutes nobody is told, then what still waits is late. What was
    late before stays so."""
    await _jobs(stage, 1)
    stage.later(hours=1)
    for _ in range(2):
        async with stage.database.unit_of_work() as session:
            await backlog_alerts.check_backlog(session, stage.now, stage.rules, calm=minutes * MINUTE)
    told = [one["key"] for one in await stage.letters(vera)]
    assert told == (["late-inbox"] if minutes >= 5 else [])


@pytest.mark.parametrize(
    ("rules", "left"),
    [
        ({"board__enabled": True, "mailbox": ("a@desk.example",)}, {"poll", "todoist", "mail-reading", "mail-told"}),
        ({"board__enabled": False, "mailbox": ("a@desk.example",)}, {"poll", "mail-reading", "mail-told"}),
        ({"board__enabled": True, "mailbox": ()}, {"poll", "todoist"}),
    ],
    ids=["both", "no board", "no mailbox"],
)
async def test_a_part_that_was_taken_away_has_no_outage(
    stage: Stage, vera: Someone, rules: dict[str, Any], left: set[str]
) -> None:
    stage.with_rules(**rules)
    names = ("poll", "todoist", "mail-reading", "mail-told")
    async with stage.database.unit_of_work() as session:
        (await installation.load_row(session)).troubles = dict.fromkeys(names, stage.now.isoformat())
    await _looked(stage)
    async with stage.database.reading() as session:
        assert set((await installation.load_row(session)).troubles) == left
    assert await stage.letters(vera) == [], "and it does not work again, either"


async def test_what_has_several_rows_began_with_the_first(stage: Stage) -> None:
    later = (stage.now + MINUTE).isoformat()
    troubles = {"mail-told": later, "mail-sending": stage.now.isoformat(), "mail-reading": later}
    async with stage.database.unit_of_work() as session:
        (await installation.load_row(session)).troubles = troubles
    async with stage.database.reading() as session:
        assert (await load_troubles(session))[0] == {"mail": stage.now}


async def test_an_outage_speaks_for_what_waits_because_of_it(stage: Stage) -> None:
    since = stage.now.isoformat()
    for troubles, said in (
        (dict.fromkeys(("poll", "telegram", "todoist", "board", "inbox"), since), {"poll", "todoist", "inbox"}),
        ({"telegram": since, "board": since, "mail-told": since}, {"telegram", "board", "mail"}),
    ):
        async with stage.database.unit_of_work() as session:
            (await installation.load_row(session)).troubles = troubles
        async with stage.database.reading() as session:
            assert (await load_troubles(session))[0].keys() == said


@pytest.mark.parametrize(("minutes", "said"), [(-60, -60), (60, 0)], ids=["put back", "put forward"])
async def test_a_clock_that_was_set_during_an_outage_shows_no_time_to_come(
    stage: Stage, vera: Someone, minutes: int, said: int
) -> None:
    """Of the same outage pages are told no end, and the letters of its end count no minutes below none."""
    began = stage.now
    for is_refused in (True, False):
        await stage.does(vera, backlog_alerts.report_token, is_refused=is_refused)
        if is_refused:
            stage.later(minutes=minutes)
            async with stage.database.reading() as session:
                shown = await load_page_status(session, await session.get_one(Person, vera.id), stage.now)
                assert (await load_troubles(session))[0] == {"token": began}
            assert shown.late == {"token": began + said * MINUTE}
    assert [one["args"] for one in await stage.letters(vera)] == [{"age": max(minutes, 0) * 60}]


@pytest.mark.parametrize("box", sorted(set(Box) - {Box.TO_TODOIST, Box.FROM_TODOIST, Box.CLOCK}))
async def test_every_box_that_nobody_works_off_is_told_of_once_and_when_that_is_over(
    stage: Stage, vera: Someone, box: Box
) -> None:
    async def tell_of(minutes: int, *, worker: int | None = None) -> list[str]:
        stage.later(minutes=minutes)
        await execute(stage, "update job_keys set worker = :w where box = :b", w=worker, b=box.value)
        await _looked(stage)
        return [one["key"] for one in await stage.letters(vera) if "late" in str(one.get("key"))]

    async with stage.database.unit_of_work() as session:
        for key in ("a", "b"):
            queue.put_job(session, NewJob(box, key, queue.encode_payload({}), stage.now))
    assert await tell_of(4) == []
    if box in (Box.TO_TELEGRAM, Box.FROM_TELEGRAM):
        assert len(await tell_of(2)) == 1
        return
    assert await tell_of(12, worker=7) == [], "one is at work"
    assert await tell_of(0) == await tell_of(1) == ["late-work"]
    assert await tell_of(0, worker=7) == ["late-work", "late-work-over"]
