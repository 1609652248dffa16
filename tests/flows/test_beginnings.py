"""What other conversations begin with, from the first day on: its record has what theirs leave out."""

import pytest

from db.database import Database
from tests.flows import cast
from tests.flows.scenes import row
from tests.flows.stage import VERA, staged

pytestmark = pytest.mark.sentence("1 People")


async def test_people_come_and_their_requests_are_filed_taken_and_solved(database: Database) -> None:
    first_day = {"admin_ids": frozenset({VERA})}  # nothing is laid out for a desk with admins of its own
    async with staged(database, begins=(*cast.PEOPLE, *cast.EVENTS), **first_day) as stage:
        assert await row(stage, "select count(*) from tickets") == (5,)
