"""How long rows of all tables are kept, and their deletion. `SECURITY.md` tells people. Knows no channel."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models.board import ANSWER_LOST

JOBS_KEPT = timedelta(days=14)
"""Settled jobs, for looking into a fault, unless a setting says otherwise: raw updates of Telegram, what the bot said,
jobs for the board."""
UPDATES_REPEATED = timedelta(days=2)
"""Telegram repeats an update for at most 24 hours (Bot API, "Getting updates", read 2026-11): until then its id must be
known, even if withdrawn words have to be deleted sooner."""
LEFT_JOBS_KEPT = timedelta(days=180)
"""Buried jobs, and jobs parked for people who blocked the bot."""
CARDS_KEPT = timedelta(days=2)
"""Sent cards and notifications with sound: they are only looked up on the same day."""
BOARD_CHANGES_KEPT = timedelta(hours=1)
"""Changes on the board that the brake counts, and who made which."""
COMMANDS_KEPT = timedelta(days=14)
"""Answered commands for the board; one whose effect was not found yet stays."""
REPORTS_KEPT = timedelta(days=7)
"""Made reports, which Telegram has received long before."""
API_ANSWERS_KEPT = timedelta(days=1)
"""Answers stored under an idempotency key."""
SEARCHES_KEPT = timedelta(days=180)
"""Searches among the articles."""
FORMS_KEPT = timedelta(days=1)
"""Sent forms, and browsers that asked to sign in."""
SESSIONS_KEPT = timedelta(days=30)
"""Sessions of browsers, after they were last used or signed out."""
ADDRESSES_KEPT = timedelta(days=180)
"""Addresses in the audit log; the records stay."""
FEED_KEPT = timedelta(days=30)
"""API events that integrations can read, from the first look that finds them: their subject may be older."""
MAX_ROWS = 5000
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
    "board_acts": "at < :board",
    "board_changes": "at < :board",
    "board_commands": f"answered_at < :commands and error is distinct from '{ANSWER_LOST}'",
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
    some = f"select ctid from {table} where {old} limit {MAX_ROWS} for update skip locked"  # noqa: S608
    return text(f"delete from {table} where ctid = any(array({some}))")  # noqa: S608


def _make_change(table: str, values: str, which: str) -> TextClause:
    some = f"select id from {table} where {which} limit {MAX_ROWS} for update skip locked"  # noqa: S608
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
    kept: timedelta = JOBS_KEPT,
    withdrawn: timedelta = JOBS_KEPT,
) -> bool:
    """Delete what was kept for long enough, a few thousand rows of each part; return True if there may be more. Rows
    that others have locked are left for the next time. `kept`: settled jobs; `withdrawn`: raw updates, which may hold
    words withdrawn since; they are looked for only among the jobs of one day, which is cheap; older ones are deleted
    with the rest."""
    updates = now - min(kept, max(withdrawn, UPDATES_REPEATED))
    given = {
        "now": now, "settled": now - kept, "updates": updates, "lately": updates - timedelta(days=1),
        "left": now - LEFT_JOBS_KEPT, "cards": now - CARDS_KEPT, "searches": now - SEARCHES_KEPT,
        "feed": now - FEED_KEPT, "answers": now - API_ANSWERS_KEPT, "results": now - REPORTS_KEPT,
        "forms": now - FORMS_KEPT, "sessions": now - SESSIONS_KEPT, "addresses": now - ADDRESSES_KEPT,
        "board": now - BOARD_CHANGES_KEPT, "commands": now - COMMANDS_KEPT,
    }  # fmt: skip
    is_full = False
    for part in parts:
        statement = PARTS[part]
        named = {name: given[name] for name in statement.compile().params}
        done = await session.execute(statement, named)
        assert isinstance(done, CursorResult)
        is_full |= done.rowcount >= MAX_ROWS
    return is_full
