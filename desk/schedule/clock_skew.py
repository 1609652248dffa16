"""A clock that went forward and was put back: what was put meanwhile is due in a future that is none. Decides nothing;
what is due later than it can be is due now.
"""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Status
from desk import DeskSettings
from desk.policy import auto_close
from desk.requests.drafts import MOST_TIMES

SLACK = timedelta(minutes=1)  # between the clocks of several machines

_JOBS = text("""
with late as (
  select box, key from job_keys where due_at > :latest order by box, key for update skip locked),
back as (
  update jobs j set due_at = :now, created_at = :now from late
  where j.box = late.box and j.key = late.key and j.state = 'waiting' and j.created_at > :latest
  returning j.box, j.key)
update job_keys k set due_at = :now from (select distinct box, key from back) b where k.box = b.box and k.key = b.key
""")
_SILENCE = "case status when 'pending' then cast(:pending as timestamptz) else cast(:solved as timestamptz) end"
_TIMES = text(f"""
with asked as (
  update questions set due_at = :now where due_at > :question and answered_at is null and closed_at is null)
update tickets set
  file_at = case when file_at > :draft then :now else file_at end,
  tell_at = case when tell_at > :notice then :now else tell_at end,
  broadcast_due_at = case
    when broadcast_due_at > :broadcast and (offered is null or broadcast_due_at > :question) then :now
    else broadcast_due_at end,
  close_at = case when close_at > {_SILENCE} + :slack then {_SILENCE} else close_at end
where id = any(array(
  select id from tickets where file_at > :draft
  union all select id from tickets where tell_at > :notice
  union all select id from tickets
    where broadcast_due_at > :broadcast and (offered is null or broadcast_due_at > :question)
  union all select id from tickets
    where close_at > least(cast(:pending as timestamptz), :solved) and close_at > {_SILENCE} + :slack))
""")  # noqa: S608


async def look(session: AsyncSession, now: datetime, rules: DeskSettings) -> None:
    """Bring back what was put by a clock ahead of this one; where none was, nothing changes."""
    await session.execute(_JOBS, {"now": now, "latest": now + SLACK})
    latest = {
        "draft": now + rules.intake_quiet * MOST_TIMES + SLACK,
        "notice": now + rules.undo + SLACK,
        "broadcast": now + rules.intake_quiet + SLACK,
        "question": now + rules.question + SLACK,
    }
    silence = {"pending": _farthest(now, rules, Status.PENDING), "solved": _farthest(now, rules, Status.RESOLVED)}
    await session.execute(_TIMES, {"now": now, "slack": SLACK, **latest, **silence})


def _farthest(now: datetime, rules: DeskSettings, status: Status) -> datetime | None:
    """Until when silence can be waited for; None: it is not counted, and what was counted before may go on."""
    length = auto_close.length(status, rules)
    return now + length if length > timedelta(0) else None
