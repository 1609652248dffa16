"""Who somebody is while what they sent is handled: nobody dismisses or links them meanwhile."""

from datetime import timedelta
from typing import Any

from desk.people import person_rows
from tests.desk.stage import RULES, Stage
from tests.rules import rules_with


async def test_whoever_leaves_is_not_back(stage: Stage) -> None:
    who: dict[str, Any] = {"first": "Rita", "last": None, "username": None, "language": None, "rules": RULES}
    for leaving in (True, False):
        async with stage.database.unit_of_work() as session:
            person = await person_rows.get_or_create(session, 7, now=stage.now, leaving=leaving, **who)
            assert (person.started_at is None) is leaving
            await person_rows.mark_blocked(session, person, now=stage.now, gone=True)
        stage.later(minutes=1)
        async with stage.database.unit_of_work() as session:
            person = await person_rows.get_or_create(session, 7, now=stage.now, leaving=True, **who)
            assert (person.bot_blocked_at, person.gone_at) == (stage.now - timedelta(minutes=1),) * 2
            await person_rows.mark_blocked(session, person, now=stage.now, gone=True)
            assert person.bot_blocked_at == stage.now - timedelta(minutes=1)
        async with stage.database.unit_of_work() as session:
            person = await person_rows.get_or_create(session, 7, now=stage.now, **who)
            assert (person.bot_blocked_at, person.gone_at, person.back_at) == (None, None, stage.now)


async def test_the_whole_name_is_kept_where_the_board_shows_it_and_a_language_is_a_short_one(stage: Stage) -> None:
    who: dict[str, Any] = {"first": "Rita", "last": "Kotova", "username": None, "language": "x" * 40}
    for shown, kept in (("display", None), ("full", "Rita Kotova"), ("display", None)):
        async with stage.database.unit_of_work() as session:
            rules = rules_with(RULES, board__names=shown)
            person = await person_rows.get_or_create(session, 7, now=stage.now, rules=rules, **who)
            assert (person.full_name, person.language) == (kept, "x" * 16)
