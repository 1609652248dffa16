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
_DRAFTS = text("update tickets set file_at = :now where file_at > :latest")
_NOTICES = text("update tickets set tell_at = :now where tell_at > :latest")
_BROADCASTS = text("update tickets set broadcast_due_at = :now where broadcast_due_at > :latest")
_QUESTIONS = text("""
update questions set due_at = :now where due_at > :latest and answered_at is null and closed_at is null
""")
_CLOSING = text("update tickets set close_at = :farthest where close_at > :latest")


async def look(session: AsyncSession, now: datetime, rules: DeskSettings) -> None:
    """Bring back what was put by a clock ahead of this one; where none was, nothing changes."""
    await session.execute(_JOBS, {"now": now, "latest": now + SLACK})
    for statement, most in (
        (_DRAFTS, rules.intake_quiet * MOST_TIMES),
        (_NOTICES, rules.undo),
        (_BROADCASTS, rules.intake_quiet),
        (_QUESTIONS, rules.question),
    ):
        await session.execute(statement, {"now": now, "latest": now + most + SLACK})
    farthest = now + rules.auto_close
    await session.execute(_CLOSING, {"farthest": farthest, "latest": farthest + SLACK})
