"""What a letter comes to without Telegram being asked: words that went elsewhere, a group that is no more, a mailing
that may have come."""

from dataclasses import replace

import pytest
from aiogram import Bot

from bot.delivery.planner import AddressedJob, Planner, SendPlan
from bot.delivery.result import DeliveryResult
from bot.runtime import Runtime
from db.database import Database
from db.queue import ClaimedJob, Done
from desk import DeskSettings
from desk.admin_settings.changes import CurrentSettings
from desk.outbox import Letter, Show, letters_for_blocked
from tests.bot.delivery.test_recorder import BOT, NOW, Recording


@pytest.fixture
def recording(database: Database) -> Recording:
    return Recording(database)


async def _planned(recording: Recording, job: ClaimedJob, chat: int) -> SendPlan | DeliveryResult:
    runtime = Runtime(Bot(f"{BOT}:AAAA"), recording.database, CurrentSettings(DeskSettings(bot_id=BOT)), lambda: NOW)
    (plan,) = (await Planner(runtime).make_plans([AddressedJob(job, chat)])).values()
    return plan


async def _comes_to(recording: Recording, job: ClaimedJob, chat: int) -> str | None:
    """Why nothing is sent; None: something is."""
    plan = await _planned(recording, job, chat)
    return plan.verdict.why if isinstance(plan, DeliveryResult) and isinstance(plan.verdict, Done) else None


@pytest.mark.parametrize(("find", "repeated", "why"), [("", True, True), ("", False, False), ("example", True, False)])
async def test_nobody_is_mailed_twice(recording: Recording, find: str, repeated: bool, why: bool) -> None:
    """What they ask to see of it themselves is none."""
    rita = await recording.person(5)
    letter: Letter = Show("mailed", slot="mailed:1", find=find)
    job = replace(await recording.job(rita, letter), repeated=repeated)
    assert (await _comes_to(recording, job, 5) == letters_for_blocked.MAY_HAVE_COME) is why
