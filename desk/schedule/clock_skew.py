"""A clock that went forward and was put back: what was put meanwhile is due in a future that is none. Decides nothing;
what is due later than it can be is due now.
"""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from desk.requests.drafts import MOST_TIMES
from desk.settings import DeskSettings

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
_TIMES = text("""
with asked as (
  update questions set due_at = :now where due_at > :question and answered_at is null and closed_at is null)
update tickets set
  file_at = case when file_at > :draft then :now else file_at end,
  tell_at = case when tell_at > :notice then :now else tell_at end,
  broadcast_due_at = case
    when broadcast_due_at > :broadcast and (offered is null or broadcast_due_at > :question) then :now
    else broadcast_due_at end,
  close_at = case when close_at > :closing then :farthest else close_at end
where id = any(array(
  select id from tickets where file_at > :draft
  union all select id from tickets where tell_at > :notice
  union all select id from tickets
    where broadcast_due_at > :broadcast and (offered is null or broadcast_due_at > :question)
  union all select id from tickets where close_at > :closing))
""")


async def look(session: AsyncSession, now: datetime, rules: DeskSettings) -> None:
    """Bring back what was put by a clock ahead of this one; where none was, nothing changes."""
    await session.execute(_JOBS, {"now": now, "latest": now + SLACK})
    farthest = now + rules.auto_close
    latest = {
        "draft": now + rules.intake_quiet * MOST_TIMES + SLACK,
        "notice": now + rules.undo + SLACK,
        "broadcast": now + rules.intake_quiet + SLACK,
        "question": now + rules.question + SLACK,
        "closing": farthest + SLACK,
    }
    await session.execute(_TIMES, {"now": now, "farthest": farthest, **latest})
