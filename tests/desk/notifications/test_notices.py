"""What a requester without Telegram is told and asked, as their system reads it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from db.models import FeedEvent, Role, System
from desk.i18n import catalog
from desk.notifications import notices
from desk.tickets import assignment, closing, lifecycle
from desk.webhooks.bodies import Body, bodies
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad

PRINTER = "The printer on floor 2 is on fire"


async def _through_a_system(stage: Stage, who: Someone) -> None:
    """They are reached by it from now on, and not by Telegram."""
    async with stage.database.unit_of_work() as session:
        row = System(name="Shop", token_hash=b"shop", token_hint="", scopes=["tickets"], made_at=stage.now)
        session.add(row)
        await session.flush()
        moved = text("update people set telegram_id = null, system_id = :system where id = :id")
        await session.execute(moved, {"system": row.id, "id": who.id})


async def _told(stage: Stage) -> list[tuple[str, str | None]]:
    """What they were told, and what for."""
    async with stage.database.sessions() as session:
        query = select(FeedEvent.refs).where(FeedEvent.kind == notices.NOTICE).order_by(FeedEvent.id)
        return [(refs["say"], refs["asks"]) for refs in await session.scalars(query)]


async def _read(stage: Stage) -> list[Body]:
    """As their system reads all of it."""
    async with stage.database.reading() as session:
        system = (await session.scalars(select(System))).one()
        events = list(await session.scalars(select(FeedEvent).order_by(FeedEvent.id)))
        return await bodies(session, system, events, stage.rules)


async def _passes(stage: Stage, **length: float) -> None:
    stage.later(**length)
    while await stage.ticks():
        pass


async def test_a_reminder_that_they_are_waited_for_asks_for_an_answer_too(stage: Stage) -> None:
    stage.with_rules(targets=True, pending=timedelta(days=3), board=False)
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    number = await stage.files(rita, PRINTER)
    await _through_a_system(stage, rita)
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    await stage.does(olga, lambda desk: lifecycle.pending(desk, number))
    await _passes(stage, minutes=2)
    asked = ("waiting-for-you", notices.ANSWER)
    assert (await _told(stage))[-1] == asked
    await _passes(stage, hours=36)
    assert [one for one in await _told(stage) if one[1]] == [asked, ("pending-reminder", notices.ANSWER)]


@pytest.mark.parametrize(("yes", "says"), [(True, "resolved-stars"), (False, "resolved-stars-silence")])
async def test_of_what_is_closed_the_reminder_asks_how_it_was_and_not_whether(
    stage: Stage, yes: bool, says: str
) -> None:
    stage.with_rules(survey_reminder=True, auto_close=timedelta(hours=72), board=False)
    rita, olga = await stage.person("Rita"), await stage.person("Olga", Role.AGENT)
    number = await stage.files(rita, PRINTER)
    await _through_a_system(stage, rita)
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, number))
    await _passes(stage, minutes=2)
    if yes:
        await stage.does(rita, lambda desk: closing.confirm(desk, number))
    else:
        await _passes(stage, hours=72)
    await _passes(stage, hours=25)
    asked = [one for one in await _told(stage) if one[1]]
    assert asked == [("resolved-ask-team", notices.SOLVED), (says, notices.SOLVED)]
    assert all(catalog.known(language, key) for language in ("en", "ru") for key, _ in asked)
    told = [one["notice"]["text"] for one in await _read(stage) if "notice" in one]
    assert told and not [text for text in told if "reply to this message" in text], "there is no message to reply to"
