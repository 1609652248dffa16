"""How long rows are kept: settled jobs, sent events, addresses of browsers (SECURITY.md tells people). Knows no
channel."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

SETTLED = timedelta(days=14)
"""Settled jobs, for looking into a fault, unless a setting says otherwise: raw updates of Telegram, what the bot said,
jobs for the board."""
REPEATED = timedelta(days=2)
"""Telegram repeats an update for at most 24 hours (Bot API, "Getting updates", read 2026-11): until then its id must be
known, even if withdrawn words have to be deleted sooner."""
LEFT = timedelta(days=180)
"""Buried jobs, and jobs parked for people who blocked the bot."""

CARDS = timedelta(days=2)
"""Sent cards and notifications with sound: they are only looked up on the same day."""

RESULTS = timedelta(days=7)
"""Made reports, which Telegram has received long before."""

_PRUNE_RESULTS = text("delete from report_results where created_at < :before")
ANSWERS = timedelta(days=1)
"""Answers stored under an idempotency key."""
SEARCHES = timedelta(days=180)
"""Searches among the articles."""
FORMS = timedelta(days=1)
"""Sent forms, and browsers that asked to sign in."""
SESSIONS = timedelta(days=30)
"""Sessions of browsers, after they were last used or signed out, unless a setting says otherwise."""
ADDRESSES = timedelta(days=180)
"""Addresses in the audit log, unless a setting says otherwise; the records stay."""

_PRUNE_SEEN = text("""
with searched as (delete from searches where at < :searches),
unmasked as (delete from masked_words where until < :now),
begins as (update events_feed set kept_from = :now where kept_from is null),
told as (delete from events_feed where kept_from < :feed),
rung as (delete from rings where at < :cards),
answered as (delete from idempotency_keys where at < :answers),
unopened as (delete from system_links where opened_by is null and expires_at < :now)
delete from sent_cards where at < :cards
""")
_PRUNE_FORMS = text("""
with asked as (delete from web_sign_ins where ends_at < :forms)
delete from sent_forms where at < :forms
""")
_PRUNE_ADDRESSES = text("""
with sessions as (
  delete from web_sessions s where coalesce(ended_at, greatest(seen_at, wall_seen_at)) < :sessions
    and not exists (select from sent_forms f where f.session_id = s.id))
update audit set address = null where id in (
  select id from audit where address is not null and at < :addresses limit 5000)
""")
_PRUNE = text("""
delete from jobs where id in (
  (select id from jobs where state = 'done' and settled_at < :settled limit 5000)
  union all
  (select id from jobs where state = 'done' and box = 'from_telegram'
     and settled_at < :updates and settled_at >= :lately limit 5000)
  union all
  (select id from jobs where state in ('buried', 'parked') and coalesce(settled_at, created_at) < :left limit 1000))
""")


FEED = timedelta(days=30)
"""API events that integrations can read, unless a setting says otherwise."""


async def prune_rows(
    session: AsyncSession,
    *,
    now: datetime,
    feed: timedelta = FEED,
    kept: timedelta = SETTLED,
    withdrawn: timedelta = SETTLED,
    sessions: timedelta = SESSIONS,
    addresses: timedelta = ADDRESSES,
) -> None:
    """Delete what was kept for long enough, jobs a few thousand at a time. `feed`: how long events are kept, from the
    first call that finds them, as their subject may be older. `kept`: settled jobs; `withdrawn`: raw updates, which may
    hold words withdrawn since; they are looked for only among the jobs of one day, which is cheap; older ones are
    deleted with the rest. `sessions`: of browsers, after their last use; `addresses`: in the audit log."""
    updates = now - min(kept, max(withdrawn, REPEATED))
    given = {"settled": now - kept, "updates": updates, "lately": updates - timedelta(days=1), "left": now - LEFT}
    await session.execute(_PRUNE, given)
    seen = {"cards": now - CARDS, "searches": now - SEARCHES, "feed": now - feed, "answers": now - ANSWERS, "now": now}
    await session.execute(_PRUNE_SEEN, seen)
    await session.execute(_PRUNE_RESULTS, {"before": now - RESULTS})
    await session.execute(_PRUNE_FORMS, {"forms": now - FORMS})
    await session.execute(_PRUNE_ADDRESSES, {"sessions": now - sessions, "addresses": now - addresses})
