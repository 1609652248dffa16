"""Figures read from facts that are laid out by hand."""

from datetime import UTC, date, datetime

from db.database import Database
from db.models import Status, TicketSpan
from desk import DeskSettings
from desk.metrics import MetricQuery, Period
from desk.metrics.measuring.tables import count_shares

BERLIN = DeskSettings(timezone="Europe/Berlin")
FIRST = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)  # half past eleven on the evening before clocks go back
NOW = datetime(2026, 11, 1, tzinfo=UTC)
DAYS = Period(date(2026, 10, 24), date(2026, 10, 26))


async def test_what_nobody_did_is_shared_out_too(database: Database) -> None:
    async with database.sessions() as session:
        for n, who in enumerate((7, 7, 8, None), start=1):
            spans = {"kind": "status", "n": 1, "status": Status.RESOLVED, "started_at": FIRST}
            session.add(TicketSpan(ticket_id=n, person_id=who, **spans))
        await session.flush()
        asked = MetricQuery(DAYS, None, {}, BERLIN.timezone, NOW, None)
        assert await count_shares(session, "busiest_solving", asked) == {0: {7: 2, 8: 1, None: 1}}
        await session.rollback()
