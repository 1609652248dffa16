"""Find people who began to talk to the bot, never had a request, and have been quiet for long enough.

Whoever is anything else here is kept: the team and its former members, members of organizations, users of
integrations, people who paid or have an idea, and blocked people, whose block must be known.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from desk import DeskSettings

BATCH_SIZE = 100
"""People that are looked for at once. Each is as much work as a person who asks to be erased, and the next batch waits
until these are."""
_IDLE = """
select p.id from people p
where p.role = 'requester' and p.created_at < :before and p.telegram_id is not null
  and p.erased_at is null and p.dismissed_at is null and p.barred_at is null and p.todoist_id is null
  and not exists (select from tickets t where t.requester_id = p.id)
  and not exists (select from memberships m where m.person_id = p.id)
  and not exists (select from external_people e where e.person_id = p.id)
  and not exists (select from ledger_entries l where l.person_id = p.id)
  and not exists (select from payment_requests r where r.payer_id = p.id)
  and not exists (select from ideas i where i.author_id = p.id)
  and not exists (select from erasures e where e.person_id = p.id and e.withdrawn_at is null and e.done_at is null)
  and not exists (select from uses u where u.person_id = p.id and u.day >= :day)
"""
_ANY = text(_IDLE + "limit 1")
_SOME = text(_IDLE + "and p.id > :after order by p.id limit :most")
_ONE = text(_IDLE + "and p.id = :person")


async def has_idle(session: AsyncSession, rules: DeskSettings, now: datetime) -> bool:
    """Return True if there is one."""
    given = _make_limits(rules, now)
    return given is not None and await session.scalar(_ANY, given) is not None


async def list_idle(session: AsyncSession, rules: DeskSettings, now: datetime, *, after: int) -> list[int]:
    """Return the ids of a batch, from the one that follows `after` on."""
    given = _make_limits(rules, now)
    return [] if given is None else list(await session.scalars(_SOME, {**given, "after": after, "most": BATCH_SIZE}))


async def is_idle(session: AsyncSession, rules: DeskSettings, now: datetime, person_id: int) -> bool:
    """Return True if the person, whose turn was taken, still is one: nothing arrived from them meanwhile."""
    given = _make_limits(rules, now)
    return given is not None and await session.scalar(_ONE, {**given, "person": person_id}) is not None


def _make_limits(rules: DeskSettings, now: datetime) -> dict[str, object] | None:
    """Return before when a person came and since which day they did nothing; None: people are kept for ever."""
    kept = rules.retention.people
    if kept <= timedelta(0):
        return None
    return {"before": now - kept, "day": (now - kept).astimezone(ZoneInfo(rules.timezone)).date()}
