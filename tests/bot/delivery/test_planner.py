"""What a letter comes to without Telegram being asked: words that went elsewhere, a group that is no more, a mailing
that may have come."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiogram import Bot

from bot.delivery.planner import Addressed, Planner, SendPlan
from bot.delivery.result import DeliveryResult
from bot.runtime import Runtime
from db.database import Database
from db.models import Entry, EntryKind, Role, Ticket
from db.queue import ClaimedJob, Done, Retry
from desk import DeskSettings
from desk.administration.current import CurrentSettings
from desk.notifications import staff_group
from desk.outbox import Letter, Relay, Say, Show, View, parked
from tests.bot.delivery.test_recorder import BOT, NOW, Recording

pytestmark = pytest.mark.broad

ELSEWHERE = "these words stand on another ticket now"


@pytest.fixture
def recording(database: Database) -> Recording:
    return Recording(database)


async def _planned(recording: Recording, job: ClaimedJob, chat: int) -> SendPlan | DeliveryResult:
    runtime = Runtime(Bot(f"{BOT}:AAAA"), recording.database, CurrentSettings(DeskSettings(bot_id=BOT)), lambda: NOW)
    (plan,) = await Planner(runtime).plans([Addressed(job, chat)])
    return plan


async def _comes_to(recording: Recording, job: ClaimedJob, chat: int) -> str | None:
    """Why nothing is sent; None: something is."""
    plan = await _planned(recording, job, chat)
    return plan.verdict.why if isinstance(plan, DeliveryResult) and isinstance(plan.verdict, Done) else None


@pytest.mark.parametrize(
    ("letter", "merged", "goes"),
    [
        ({}, False, False),
        ({}, True, True),
        ({"edit": True}, False, True),
        ({"asked": True}, False, True),
        ({"files_only": True}, False, True),
    ],
)
async def test_fresh_words_that_went_to_another_ticket_are_its_agents(
    recording: Recording, letter: dict[str, Any], merged: bool, goes: bool
) -> None:
    """But not where that is part of the one they were for; and what stands in the chat is brought up to date."""
    rita, olga, ivan = [await recording.person(chat, role=role) for chat, role in _CAST]
    answer, other = [await recording.answer(rita, olga, said_in=number) for number in (6, 8)]
    async with recording.database.unit_of_work() as session:
        entry, was = await session.get_one(Entry, answer), (await session.get_one(Entry, other)).ticket_id
        if merged:
            (await session.get_one(Ticket, entry.ticket_id)).merged_into_id = was
    await recording.stands(7, 3, f"entry:{answer}")
    job = replace(await recording.job(ivan, Relay(answer, **letter)), ticket_id=was)
    assert (await _comes_to(recording, job, 7) != ELSEWHERE) is goes


@pytest.mark.parametrize("filed_at", [NOW, None])
async def test_words_of_a_request_that_gathers_again_are_taken_back_from_the_team(
    recording: Recording, filed_at: datetime | None
) -> None:
    rita, ivan = await recording.person(5), await recording.person(7, role=Role.AGENT)
    said = await recording.answer(rita, rita, said_in=5)
    async with recording.database.unit_of_work() as session:
        entry = await session.get_one(Entry, said)
        entry.kind = EntryKind.COMMENT
        (await session.get_one(Ticket, entry.ticket_id)).filed_at = filed_at
    await recording.stands(7, 3, f"entry:{said}")
    plan = await _planned(recording, await recording.job(ivan, Relay(said, edit=True)), 7)
    assert isinstance(plan, SendPlan)
    assert (plan.taken_back is not None, plan.rendered is not None) == (filed_at is None, filed_at is not None)


_CAST = ((5, Role.REQUESTER), (6, Role.AGENT), (7, Role.AGENT))


@pytest.mark.parametrize(("gone", "why"), [({}, None), ({"dismissed_at": NOW}, "nobody waits for it")])
async def test_a_group_that_is_the_teams_no_more_is_not_tried_again(
    recording: Recording, gone: dict[str, Any], why: str | None
) -> None:
    group = await recording.person(-5, role=Role.GROUP, bot_blocked_at=NOW, **gone)
    assert await _comes_to(recording, await recording.job(group, Say(staff_group.AGAIN)), -5) == why


@pytest.mark.parametrize(("find", "repeated", "why"), [("", True, True), ("", False, False), ("example", True, False)])
async def test_nobody_is_mailed_twice(recording: Recording, find: str, repeated: bool, why: bool) -> None:
    """What they ask to see of it themselves is none."""
    rita = await recording.person(5)
    letter: Letter = Show(View.MAILED, slot="mailed:1", find=find)
    job = replace(await recording.job(rita, letter), repeated=repeated)
    assert (await _comes_to(recording, job, 5) == parked.MAY_HAVE_COME) is why


@pytest.mark.parametrize(("album", "waits"), [("g1", True), (None, False)])
async def test_only_an_album_waits_for_more_of_it(recording: Recording, album: str | None, waits: bool) -> None:
    rita, olga = await recording.person(5), await recording.person(6, role=Role.AGENT)
    answer, until = await recording.answer(rita, olga, said_in=6), NOW + timedelta(seconds=2)
    async with recording.database.unit_of_work() as session:
        entry = await session.get_one(Entry, answer)
        entry.album, entry.held_until = album, until
    plan = await _planned(recording, await recording.job(rita, Relay(answer)), 5)
    later = plan.verdict if isinstance(plan, DeliveryResult) else None
    assert (later == Retry(until, "more of it may come", counts=False)) is waits
