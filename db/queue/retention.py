"""How long what passed through inbox and outbox, was told to systems, or says from where somebody came, is kept
(SECURITY.md says so to people). Knows no door."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

SETTLED = timedelta(days=14)
"""What was done, so that a fault can be looked into, unless admins say otherwise: raw updates of Telegram, what the bot
said, jobs for the board."""
REPEATED = timedelta(days=2)
"""Telegram repeats an update for at most 24 hours (Bot API, "Getting updates", read 2026-11): until then its id must be
known, however soon what was taken back has to be gone."""
LEFT = timedelta(days=180)
"""What was given up, and what waits for somebody who blocked the bot."""

CARDS = timedelta(days=2)
"""Who was sent which card, who was rung for: what is asked about them is of the same day."""

RESULTS = timedelta(days=7)
"""What a report has made, which Telegram has long had."""

_PRUNE_RESULTS = text("delete from report_results where created_at < :before")
ANSWERS = timedelta(days=1)
"""What a system was answered under an idempotency key."""
SEARCHES = timedelta(days=180)
"""What was looked for among the articles."""
FORMS = timedelta(days=1)
"""A form that was sent, and who asked to be let in: a session's own."""
SESSIONS = timedelta(days=30)
"""From where a browser was let in, after it was last used or signed out."""
ADDRESSES = timedelta(days=180)
"""From which address somebody changed the desk; what they did stays."""

_PRUNE_SEEN = text("""
with searched as (delete from searches where at < :searches),
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
"""What systems can ask for, unless admins say otherwise."""


async def prune(
    session: AsyncSession,
    *,
    now: datetime,
    feed: timedelta = FEED,
    kept: timedelta = SETTLED,
    withdrawn: timedelta = SETTLED,
) -> None:
    """Remove what was kept for long enough, jobs a few thousand at a time. `feed`: for how long that is kept, from the
    first time that it is met here: what it is about may be older than that when it is written. `kept`: what was done;
    raw updates, which hold what was taken back since, no longer than that is kept (`withdrawn`): they are looked for
    among a day's jobs only, which is cheap, and those that nobody pruned in time go with the rest."""
    updates = now - min(kept, max(withdrawn, REPEATED))
    given = {"settled": now - kept, "updates": updates, "lately": updates - timedelta(days=1), "left": now - LEFT}
    await session.execute(_PRUNE, given)
    seen = {"cards": now - CARDS, "searches": now - SEARCHES, "feed": now - feed, "answers": now - ANSWERS, "now": now}
    await session.execute(_PRUNE_SEEN, seen)
    await session.execute(_PRUNE_RESULTS, {"before": now - RESULTS})
    await session.execute(_PRUNE_FORMS, {"forms": now - FORMS})
    await session.execute(_PRUNE_ADDRESSES, {"sessions": now - SESSIONS, "addresses": now - ADDRESSES})
