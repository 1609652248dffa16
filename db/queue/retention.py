"""How long what passed through inbox and outbox, or was told to systems, is kept (SECURITY.md says so to people).
Knows no door."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

SETTLED = timedelta(days=14)
"""What was done, so that a fault can be looked into."""
UPDATES = timedelta(days=2)
"""A raw update of Telegram that was done: it holds what its sender may have edited or taken back since. Telegram
repeats an update for at most 24 hours (Bot API, "Getting updates", read 2026-11): until then its id must be known."""
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

_PRUNE_SEEN = text("""
with searched as (delete from searches where at < :searches),
begins as (update events_feed set kept_from = :now where kept_from is null),
told as (delete from events_feed where kept_from < :feed),
rung as (delete from rings where at < :cards),
answered as (delete from idempotency_keys where at < :answers),
unopened as (delete from system_links where opened_by is null and expires_at < :now)
delete from sent_cards where at < :cards
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


async def prune(session: AsyncSession, *, now: datetime, feed: timedelta = FEED) -> None:
    """Remove jobs that were kept for long enough, a few thousand at a time. Updates are looked for among a day's jobs
    only, which is cheap: those that nobody pruned in time go with the rest. `feed`: for how long that is kept, from the
    first time that it is met here: what it is about may be older than that when it is written."""
    updates = now - UPDATES
    given = {"settled": now - SETTLED, "updates": updates, "lately": updates - timedelta(days=1), "left": now - LEFT}
    await session.execute(_PRUNE, given)
    seen = {"cards": now - CARDS, "searches": now - SEARCHES, "feed": now - feed, "answers": now - ANSWERS, "now": now}
    await session.execute(_PRUNE_SEEN, seen)
    await session.execute(_PRUNE_RESULTS, {"before": now - RESULTS})
