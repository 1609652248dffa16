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


async def test_what_was_withdrawn_before_stays_as_it_ended(stage: Stage) -> None:
    """One was withdrawn without a word; what becomes of another on the same ticket is said of that alone."""
    rita, *_ = await cast(stage)
    number = await stage.files(rita, "How do I reset my password?")
    ticket, before = await stage.ticket(number), stage.now
    async with stage.database.unit_of_work() as session:
        for n, ended_at in enumerate((before, None), 1):
            article = Article(slug=f"a{n}", state="published", created_at=before, updated_at=before)
            session.add(article)
            await session.flush()
            given = {"ticket_id": ticket.id, "person_id": rita.id, "article_id": article.id, "position": n}
            session.add(Suggestion(**given, score=1.0, shown_at=before, ended_at=ended_at))
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
    async with stage.database.unit_of_work() as session:
        article = Article(slug="a", state="published", created_at=stage.now, updated_at=stage.now)
        session.add(article)
        await session.flush()
        given = {"ticket_id": ticket.id, "person_id": rita.id, "article_id": article.id, "position": 1}
        offer = Suggestion(**given, score=1.0, shown_at=stage.now)
        session.add(offer)
        await session.flush()
    with pytest.raises(Outdated):
        await stage.does(ben, outcome.record_reading, offer.id)
    assert await stage.does(rita, outcome.record_reading, offer.id) == article.id
