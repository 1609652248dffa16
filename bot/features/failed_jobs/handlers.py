"""`/failed` and its buttons, for admins."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Press
from bot.features.failed_jobs import buttons as failed_job_buttons
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, respond
from db.models import Person
from desk import Desk
from desk.operations import failed_jobs, recovery
from desk.outbox import Show
from desk.policy import permissions
from desk.policy.grants import Grant


def make_router() -> Router:
    made = Router(name="failures")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(show_failed_jobs, CommandFilter("failed"))
    made.callback_query.register(retry_job, failed_job_buttons.RetryJob.filter())
    made.callback_query.register(answer_held, failed_job_buttons.AnswerHeldJobs.filter())
    return made


async def show_failed_jobs(_message: Message, desk: Desk, me: Person) -> None:
    permissions.require_grant(me, Grant.OPERATIONS)
    respond.post_letter(desk, Show("failed", slot="failed", fresh=True))


async def retry_job(
    _query: CallbackQuery, callback_data: failed_job_buttons.RetryJob, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    spot.require_face("failed")
    await failed_jobs.retry_job(desk, callback_data.job)
    press.say("failed-retried")
    respond.post_letter(desk, Show("failed", slot="failed"))


async def answer_held(
    _query: CallbackQuery, callback_data: failed_job_buttons.AnswerHeldJobs, desk: Desk, spot: PressedMessage
) -> None:
    """Send or drop what is held since the database was restored."""
    spot.require_face("restored")
    await recovery.answer_held(desk, callback_data.word)
