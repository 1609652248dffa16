"""Helped, where its ticket has moved on since: taken and worked on, it ends; answered, it does not."""

import pytest
from sqlalchemy import select

from db.models import Article, Origin, Suggestion
from desk import Desk, Outdated
from desk.suggestions import outcome
from desk.tickets import self_service
from desk.tickets.self_service import OfferOutcome
from tests.desk.cast import cast
from tests.desk.stage import Stage
from tests.sql import add


async def test_what_was_withdrawn_before_stays_as_it_ended(stage: Stage) -> None:
    """One was withdrawn without a word; what becomes of another on the same ticket is said of that alone."""
    rita, *_ = await cast(stage)
    number = await stage.files(rita, "How do I reset my password?")
    ticket, before = await stage.ticket(number), stage.now
    for n, ended_at in enumerate((before, None), 1):
        article = await add(stage, Article(slug=f"a{n}", state="published", created_at=before, updated_at=before))
        given = {"ticket_id": ticket.id, "person_id": rita.id, "article_id": article.id, "position": n}
        await add(stage, Suggestion(**given, score=1.0, shown_at=before, ended_at=ended_at))
    await stage.change(number, offered=[1, 2])
    stage.later(hours=1)
    async with stage.database.unit_of_work() as session:
        desk = Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
        await self_service.withdraw_offers(desk, await desk.lock_ticket(number), OfferOutcome.TAKEN)
    async with stage.database.sessions() as session:
        offers = await session.scalars(select(Suggestion).order_by(Suggestion.position))
        assert [(one.outcome, one.ended_at) for one in offers] == [(None, before), ("taken", stage.now)]


async def test_what_was_offered_to_another_is_not_read(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    ben = await stage.person("Ben")
    ticket = await stage.ticket(await stage.files(rita, "How do I reset my password?"))
    article = await add(stage, Article(slug="a", state="published", created_at=stage.now, updated_at=stage.now))
    given = {"ticket_id": ticket.id, "person_id": rita.id, "article_id": article.id, "position": 1}
    offer = await add(stage, Suggestion(**given, score=1.0, shown_at=stage.now))
    with pytest.raises(Outdated):
        await stage.does(ben, outcome.record_reading, offer.id)
    assert await stage.does(rita, outcome.record_reading, offer.id) == article.id
