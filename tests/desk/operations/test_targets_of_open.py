"""The targets of today for what is open already: for which tickets, what is said of it before, by whom."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import AuditRecord, Status, Ticket, Timer
from desk import NotAllowed, Refused, TargetLengths
from desk.operations.targets_of_open_tickets import TargetPreview, apply_targets, preview_targets
from desk.policy import timer_kinds
from tests.desk.stage import Someone, Stage
from tests.sql import scalars, sole

MINUTE = timedelta(minutes=1)


async def _meant(stage: Stage) -> list[int]:
    """Numbers of the tickets that are to get them."""
    put = select(Ticket.number).join(Timer, Timer.ticket_id == Ticket.id).where(Timer.kind == timer_kinds.TARGETS)
    return await scalars(stage, put.order_by(Ticket.number))


async def test_what_is_open_and_has_others_gets_them_and_who_is_late_by_that_is_said_before(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    closed, without = [await stage.files(rita, said) for said in ("The printer is on fire", "The lift is stuck")]
    await stage.change(closed, status=Status.CLOSED)
    with pytest.raises(Refused, match="targets-off"):
        await stage.does(vera, preview_targets)
    stage.with_rules(targets__enabled=True, targets__medium=TargetLengths(MINUTE, 10 * MINUTE))
    late = await stage.files(rita, "There is no soap")
    await stage.says(rita, "A draft, not filed yet")
    stage.later(minutes=30)
    stage.with_rules(targets__medium=TargetLengths(5 * MINUTE, 20 * MINUTE))
    today = await stage.files(rita, "It smells of gas")
    for verb in (preview_targets, apply_targets):
        with pytest.raises(NotAllowed):
            await stage.does(olga, verb)
    assert await stage.does(vera, preview_targets) == TargetPreview(2, 1)  # one of the two was late already
    assert await _meant(stage) == []
    assert await stage.does(vera, apply_targets) == 2
    assert await _meant(stage) == [without, late]
    await stage.ticks()
    versions = [(await stage.ticket(number)).policy_version for number in (closed, without, late, today)]
    assert versions[0] is None
    assert versions[1:] == [versions[3]] * 3
    assert await stage.does(vera, preview_targets) == TargetPreview(0, 0)
    done = await sole(stage, select(AuditRecord).where(AuditRecord.action == "targets"))
    assert (done.actor_id, done.object, done.new) == (vera.id, "targets:open", "2")
