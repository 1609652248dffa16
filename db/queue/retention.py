"""How long rows are kept: settled jobs, sent events, addresses of browsers (SECURITY.md tells people). Knows no
channel."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, TextClause, text
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

FEED = timedelta(days=30)
"""API events that integrations can read, unless a setting says otherwise."""


MOST = 5000
"""Rows of one statement: a lowered setting, or a long stop, may leave millions."""
_OLD = {
    "jobs": "state = 'done' and settled_at < :settled",
    "jobs of updates": "state = 'done' and box = 'from_telegram' and settled_at < :updates and settled_at >= :lately",
    "jobs left": "state in ('buried', 'parked') and coalesce(settled_at, created_at) < :left",
    "searches": "at < :searches",
    "masked_words": "until < :now",
    "events_feed": "kept_from < :feed",
    "rings": "at < :cards",
    "sent_cards": "at < :cards",
    "idempotency_keys": "at < :answers",
    "system_links": "opened_by is null and expires_at < :now",
    "report_results": "created_at < :results",
    "web_sign_ins": "ends_at < :forms",
    "sent_forms": "at < :forms",
    "web_sessions": "coalesce(ended_at, greatest(seen_at, wall_seen_at)) < :sessions "
    "and not exists (select from sent_forms f where f.session_id = web_sessions.id)",
}
"""Rows that have been kept for long enough, by their table, and after a space by which of its rows."""


def _make_deletion(part: str, old: str) -> TextClause:
    table = part.partition(" ")[0]
    some = f"select ctid from {table} where {old} limit {MOST} for update skip locked"  # noqa: S608
    return text(f"delete from {table} where ctid = any(array({some}))")  # noqa: S608


def _make_change(table: str, values: str, which: str) -> TextClause:
    some = f"select id from {table} where {which} limit {MOST} for update skip locked"  # noqa: S608
    return text(f"update {table} set {values} where id = any(array({some}))")  # noqa: S608


PARTS: dict[str, TextClause] = {
    "begins": _make_change("events_feed", "kept_from = :now", "kept_from is null"),
    **{part: _make_deletion(part, old) for part, old in _OLD.items()},
    "addresses": _make_change("audit", "address = null", "address is not null and at < :addresses"),
}
"""What is pruned, each in a unit of work of its own."""


async def prune_rows(
    session: AsyncSession,
    *,
    now: datetime,
    parts: Collection[str] = tuple(PARTS),
    feed: timedelta = FEED,
    kept: timedelta = SETTLED,
    withdrawn: timedelta = SETTLED,
    sessions: timedelta = SESSIONS,
    addresses: timedelta = ADDRESSES,
) -> bool:
    """Delete what was kept for long enough, a few thousand rows of each part; return True if there may be more. Rows
    that others have locked are left for the next time. `feed`: how long events are kept, from the first call that finds
    them, as their subject may be older. `kept`: settled jobs; `withdrawn`: raw updates, which may hold words withdrawn
    since; they are looked for only among the jobs of one day, which is cheap; older ones are deleted with the rest.
    `sessions`: of browsers, after their last use; `addresses`: in the audit log."""
    updates = now - min(kept, max(withdrawn, REPEATED))
    given = {
        "now": now, "settled": now - kept, "updates": updates, "lately": updates - timedelta(days=1),
        "left": now - LEFT, "cards": now - CARDS, "searches": now - SEARCHES, "feed": now - feed,
        "answers": now - ANSWERS, "results": now - RESULTS, "forms": now - FORMS, "sessions": now - sessions,
        "addresses": now - addresses,
    }  # fmt: skip
    is_full = False
    for part in parts:
        statement = PARTS[part]
        named = {name: given[name] for name in statement.compile().params}
        done = await session.execute(statement, named)
        assert isinstance(done, CursorResult)
        is_full |= done.rowcount >= MOST
    return is_full
