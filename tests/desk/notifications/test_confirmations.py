"""What is done for good from the panel: how long the second factor counts as just shown."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Role, WebSession
from desk import Desk
from desk.notifications.confirmations import VALID_FOR, FactorNeeded, LastingAction, confirm_actor
from desk.place import PanelPlace
from tests.desk.stage import RULES

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATER = timedelta(microseconds=1)


SHOWN = {
    (True, timedelta(0)): True, (True, VALID_FOR): True, (True, VALID_FOR + LATER): False, (True, None): False,
    (False, None): False,
}  # fmt: skip


@pytest.mark.parametrize(("in_session", "since"), SHOWN)
async def test_the_factor_is_asked_for_unless_this_session_has_just_shown_it(
    in_session: bool, since: timedelta | None
) -> None:
    vera = Person(id=1, name="Vera", role=Role.ADMIN)
    session = WebSession(proved_at=None if since is None else NOW - since) if in_session else None
    desk = Desk(AsyncSession(), PanelPlace(session=session, has_factor=True), vera, now=NOW, rules=RULES)
    with nullcontext() if SHOWN[in_session, since] else pytest.raises(FactorNeeded):
        await confirm_actor(desk, LastingAction.ADMIN, "Olga")
