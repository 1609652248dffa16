"""The work after a restore, so that nothing is done twice: letters are held until an admin decides, what waited is
worked off, the board is read and compared, and only then new messages are taken in.

`python -m ops restore` marks the database; `bot` ends the first step, `todoist_sync` the second.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Box, DeskRow, Integration, Recovery
from db.queue import maintenance
from db.unit_of_work import NewJob
from desk import Desk, Outdated, history, installation
from desk.integrations import own_systems
from desk.notifications import to_admins
from desk.outbox import Args, make_press
from desk.policy.permissions import Grant
from desk.staff.who_is_there import list_team

_SLOT = "restored:1"
_LONGEST = 500
_A_DAY = timedelta(days=1)  # mailboxes count days by clocks of their own


@dataclass(frozen=True, slots=True)
class RestoredState:
    """The step of the recovery that is to be done; `quiet_since`: the database is a copy of this moment that sends
    nothing."""

    step: Recovery | None = None
    quiet_since: datetime | None = None


async def load_state(session: AsyncSession) -> RestoredState:
    """Load whether this database was restored, and what is still to be done after that."""
    query = select(DeskRow.recovery, DeskRow.is_quiet, DeskRow.backup_at)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return RestoredState()
    return RestoredState(row.recovery, row.backup_at if row.is_quiet else None)


async def end_inbox_step(desk: Desk) -> None:
    """Go on with the board, if there is one, once everything that waited is worked off."""
    row = await installation.load_row(desk.session)
    if row.recovery is not Recovery.INBOX:
        return
    if desk.rules.board.enabled and row.project_id is not None:
        row.recovery = Recovery.BOARD
    else:
        await finish_recovery(desk)


async def finish_recovery(desk: Desk) -> None:
    """End the recovery; admins are told, and asked about the letters that are held. Mails that came after the backup
    are still in the mailbox, and are taken again."""
    row = await installation.load_row(desk.session)
    if row.recovery is None:
        return
    row.recovery, at = None, row.backup_at or desk.now
    if await own_systems.find_own_system(desk.session, own_systems.MAIL) is not None:
        again = queue.encode_payload({"do": "again", "since": f"{(at - _A_DAY).date()}"})
        queue.put_job(desk.session, NewJob(Box.FROM_MAIL, "again", again, desk.now))
    await desk.session.flush()
    count = await maintenance.count_held(desk.session)
    team = ", ".join(one.name for one in await list_team(desk.session))
    keys = select(Integration.name).where(Integration.revoked_at.is_(None)).order_by(Integration.id)
    systems = ", ".join(await desk.session.scalars(keys))
    args: Args = {
        "n": count, "at": int(at.timestamp()), "team": team[:_LONGEST], "systems": systems[:_LONGEST] or "–"
    }  # fmt: skip
    words = (make_press("btn-held-send", "held", "send"), make_press("btn-held-drop", "held", "drop"))
    await to_admins.notify_admins(desk, "restored", args, buttons=(words,) if count else (), slot=_SLOT)


async def answer_held(desk: Desk, word: Literal["send", "drop"]) -> None:
    """Send the held letters, or drop them. Raises NotAllowed, and Outdated if none is held any more."""
    await desk.require_grant(Grant.OPERATIONS)
    count = await maintenance.count_held(desk.session)
    if not count:
        raise Outdated
    if word == "send":
        await maintenance.release_held(desk.session, now=desk.now)
    else:
        await maintenance.drop_held(desk.session, why="dropped after a restore", now=desk.now)
    history.record_action(desk, "held-answered", "desk:1", new=word)
    args: Args = {"n": count, "by": desk.require_actor().name}
    await to_admins.notify_admins(desk, f"restored-{word}", args, slot=_SLOT, only_edit=True)
