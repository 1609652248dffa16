"""Repair due times after the clock went forward and was set back: they lie in a future that never came. A time that is
later than possible becomes now, or the latest possible; a draft without one gets it. A locked row waits for the next
look."""

from datetime import datetime, timedelta

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import DeskRow, QuestionKind
from db.queue import consumer
from desk import DeskSettings
from desk.announcements.delivery import ON_ITS_WAY
from desk.board import gone_tasks
from desk.notifications import to_staff
from desk.organizations import registration
from desk.policy import lateness, timer_kinds
from desk.policy.digest_lines import get_next_digest_time
from desk.problems import known_problems
from desk.questions import close_questions, focus
from desk.requests import deciding
from desk.requests.drafts import MOST_TIMES
from desk.sla.desk_hours import find_next_opening, get_desk_calendar
from desk.sla.summary_times import get_next_summary_time
from desk.tickets import answers_awaiting_approval
from desk.webhooks.sending import LONGEST_WAIT

SLACK = timedelta(minutes=1)  # between the clocks of several machines

_JOBS = text("""
with late as (
  select box, key from job_keys where due_at > :latest order by box, key for update skip locked),
back as (
  update jobs j set due_at = :now, created_at = least(j.created_at, :now) from late
  where j.box = late.box and j.key = late.key and j.state = 'waiting' and (j.created_at > :latest
    or j.attempts > 0 and j.due_at > case j.box when 'to_webhooks' then cast(:rested as timestamptz) else :tried end)
  returning j.box, j.key)
update job_keys k set due_at = :now from (select distinct box, key from back) b where k.box = b.box and k.key = b.key
""")
_TIMES = text("""
with asked as (
  update questions set due_at = :now where answered_at is null and closed_at is null
    and due_at > least(cast(:question as timestamptz), :about_person)
    and due_at > case kind when 'register_number' then cast(:number as timestamptz)
      when 'register' then :about_person when 'focus' then cast(:focus as timestamptz)
      when 'close' then cast(:close as timestamptz) else :question end)
update tickets set
  file_at = case when file_at > :draft or file_at is null and filed_at is null and status = 'new' then :now
    else file_at end,
  tell_at = case when tell_at > :notice then :now else tell_at end,
  broadcast_due_at = case
    when broadcast_due_at > :broadcast and (offered is null or broadcast_due_at > :question) then :now
    else broadcast_due_at end,
  close_at = case when close_at > cast(:silence as timestamptz) + :slack then :silence else close_at end
where id in (select id from tickets where id = any(array(
  select id from tickets where file_at > :draft
  union all select id from tickets where file_at is null and filed_at is null and status = 'new'
  union all select id from tickets where tell_at > :notice
  union all select id from tickets
    where broadcast_due_at > :broadcast and (offered is null or broadcast_due_at > :question)
  union all select id from tickets
    where close_at > cast(:silence as timestamptz) + :slack))
  for update skip locked)
""")

_SAID = "greatest(filed_at, status_at, requester_spoke_at)"
_REMINDERS = text(f"""
with ahead as (
  select id, {_SAID} - cast(:now as timestamptz) as by from tickets
  where id = any(array(
    select id from tickets where greatest(remind_at, escalate_at, requester_spoke_at) > :latest
      and filed_at is not null and status not in ('closed', 'cancelled')))
    and {_SAID} > :latest and status <> 'on_hold'
  for update skip locked)
update tickets t set
  filed_at = least(filed_at, :now), status_at = least(status_at, :now),
  requester_spoke_at = least(requester_spoke_at, :now),
  broadcast_at = case when broadcast_at <= cast(:now as timestamptz) + by + :slack then least(broadcast_at, :now)
    else broadcast_at end,
  remind_at = case when remind_at is not null then greatest(remind_at - by, :now) end,
  escalate_at = case when escalate_at is not null then greatest(escalate_at - by, :now) end
from ahead where t.id = ahead.id
""")  # noqa: S608
_TIMERS = text("""
update timers t set due_at = l.latest
from unnest(cast(:kinds as text[]), cast(:lengths as interval[])) as given(kind, length)
  cross join lateral (select cast(:now as timestamptz) + given.length as latest) l
where t.kind = given.kind and t.due_at > l.latest + :slack
  and exists (select 1 from tickets k where k.id = t.ticket_id and k.status not in ('closed', 'cancelled'))
""")
_OTHERS = text("""
with mailed as (update mailings set next_at = :now where next_at > :mailing and state <> 'scheduled'),
  happened as (update rule_events set due_at = :now where due_at > :latest),
  planned as (update rules set next_at = :now where next_at > cast(:now as timestamptz) + case event
    when 'daily' then interval '8 days' when 'hourly' then interval '1 hour' else interval '1 minute' end + :slack),
  looked as (update known_problems set look_again_at = :now where look_again_at > :second_look),
  erased as (update erasures set due_at = :erasure where due_at > cast(:erasure as timestamptz) + :slack),
  rested as (update subscriptions set rest_until = :now where rest_until > :rested),
  failed as (update due_failures set not_before = :now where not_before > :tried)
update people set digest_at = :digest where digest_at > :digest
""")


async def repair_due_times(session: AsyncSession, now: datetime, rules: DeskSettings) -> None:
    """Bring back times that were set by a clock ahead of this one; if there are none, nothing changes."""
    tried = {"tried": now + consumer.LONGEST + SLACK, "rested": now + LONGEST_WAIT + SLACK}
    await session.execute(_JOBS, {"now": now, "latest": now + SLACK, **tried})
    latest = {
        "draft": now + max(rules.requests.intake_quiet * MOST_TIMES, deciding.LOOK_AGAIN) + SLACK,
        "notice": now + rules.team.undo + SLACK,
        "broadcast": now + rules.requests.intake_quiet + SLACK,
        "question": now + rules.requests.question + SLACK,
        "number": now + registration.WITHIN[QuestionKind.REGISTER_NUMBER] + SLACK,
        "focus": now + focus.LASTS + SLACK,
        "close": now + max(close_questions.OPEN_FOR, rules.requests.question) + SLACK,
        "about_person": now + registration.WITHIN[QuestionKind.REGISTER] + SLACK,
    }
    silence = now + rules.requests.auto_close if rules.requests.auto_close else None  # earlier counts may go on
    await session.execute(_TIMES, {"now": now, "slack": SLACK, "silence": silence, **latest})
    await session.execute(_REMINDERS, {"now": now, "latest": now + SLACK, "slack": SLACK})
    lengths = _longest(rules)
    timed = {"now": now, "slack": SLACK, "kinds": list(lengths), "lengths": list(lengths.values())}
    await session.execute(_TIMERS, timed)
    others = {
        "latest": now + SLACK,
        "slack": SLACK,
        "mailing": now + ON_ITS_WAY + SLACK,
        "second_look": now + known_problems.LATER + SLACK,
        "erasure": now + rules.privacy.pause,
    }
    await session.execute(_OTHERS, {"now": now, "digest": get_next_digest_time(now, rules.timezone), **others, **tried})
    await _desks_own(session, now, rules)


def _longest(rules: DeskSettings) -> dict[str, timedelta]:
    """Return how far ahead each kind of timer can be; timers for days, or for a chosen day, are left out."""
    at_once = dict.fromkeys(
        (timer_kinds.OFFER, timer_kinds.PROBLEM, timer_kinds.ALIKE, timer_kinds.TARGETS, timer_kinds.SETTLE),
        timedelta(0),
    )
    return at_once | {
        timer_kinds.ORGANIZATION: 2 * rules.requests.question,
        to_staff.WAVE: to_staff.APART,
        gone_tasks.UNANSWERED: gone_tasks.PATIENCE,
        timer_kinds.CRITICAL: lateness.REPEATED_EVERY,
        timer_kinds.PENDING_HALF: rules.requests.auto_close / 2,
        timer_kinds.PROMISE: rules.team.undo,
        timer_kinds.APPROVAL: answers_awaiting_approval.PATIENCE,
    }


async def _desks_own(session: AsyncSession, now: datetime, rules: DeskSettings) -> None:
    """Bring back the desk's own times to when they would be due if they were set now."""
    times = (DeskRow.opens_at, DeskRow.recalculate_at, DeskRow.briefing_at, DeskRow.backed_up_at)
    row = (await session.execute(select(*times))).one_or_none()
    if row is None:
        return
    put = {
        "opens_at": find_next_opening(get_desk_calendar(rules), now),
        "recalculate_at": now,
        "briefing_at": get_next_summary_time(now, rules),
        "backed_up_at": now,
    }
    late = {name: at for name, at in put.items() if at and (was := getattr(row, name)) and was > at + SLACK}
    if late:
        await session.execute(update(DeskRow).values(late))
