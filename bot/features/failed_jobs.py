"""Failed jobs in the bot: buttons, handlers and screens.

Declares the feature “failed_jobs” to the core of the bot.
"""

from typing import Literal

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from bot.feature import Command, Feature, Turning, ViewSpec
from bot.handlers import PressedMessage, StaffRouter, respond
from bot.handlers.pressed_message import Id, PageNumber, PageTurn, Press, handle_presses
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from bot.views.pages import format_page_number
from db.models import Box
from desk import Desk
from desk.operations import after_restore, failed_jobs, failed_mails
from desk.operations.failed_jobs import FailedRow, NotTakenMail
from desk.outbox import Show
from desk.policy.permissions import Grant
from desk.text import RichText


class AnswerHeldJobs(CallbackData, prefix="held"):
    """Send the letters held since the database was restored, or drop them."""

    word: Literal["send", "drop"]


class RetryJob(CallbackData, prefix="retry"):
    """Try a failed job again."""

    job: Id


class OpenFailedMail(CallbackData, prefix="mailopen"):
    """Open the request of a mail that cannot be read."""

    job: Id


class DropMail(CallbackData, prefix="maildrop"):
    """Take a mail that opened no request off the list."""

    job: Id
    page: PageNumber


class FailedMailsTurn(PageTurn, prefix="mailpage"):
    """Show a page of the mails that opened no request."""


_WHY_UNITS = 120


async def _render_failed_jobs(reader: Reader, letter: Show) -> Rendered:
    found = await failed_jobs.load_not_taken(reader.session, letter.page or 1)
    lines = await failed_jobs.list_failed(reader.session, found.page)
    buttons = [
        *(_make_button(reader, "btn-retry", line.job) for line in lines),
        *(_make_open_button(reader, line.job) for line in lines if line.box is Box.FROM_MAIL),
    ]
    to_mails = [_make_mail_row(reader, mail.job, found.page) for mail in found.mails]
    turning = keyboards.make_page_buttons(reader, found.page, found.pages, lambda to: FailedMailsTurn(page=to))
    at = format_page_number(reader, found.page, found.pages)
    shown = [] if lines or found.page > 1 else [reader.say_rich("failed-empty")]
    if lines:
        shown += [
            compose.join_dotted([reader.say_rich("failed-title"), at]),
            *(_job_line(reader, one) for one in lines),
        ]
    if found.mails:
        title = reader.say_rich("mails-not-taken")
        shown += [compose.join_dotted([title, at]), *(_mail_line(reader, mail) for mail in found.mails)]
    return Rendered(compose.join_lines(shown), (*keyboards.arrange_rows(buttons, 3), *to_mails, *turning))


def _make_button(reader: Reader, key: str, job: int) -> RenderedButton:
    return reader.make_button(key, RetryJob(job=job), job=job)


def _make_open_button(reader: Reader, job: int) -> RenderedButton:
    return reader.make_button("btn-open-mail", OpenFailedMail(job=job), job=job)


def _make_mail_row(reader: Reader, job: int, page: int) -> Row:
    drop = reader.make_button("btn-drop-mail", DropMail(job=job, page=page), job=job)
    return (_make_button(reader, "btn-take-mail", job), drop)


def _mail_line(reader: Reader, mail: NotTakenMail) -> RichText:
    clipped = [compose.clip_text(RichText(one), _WHY_UNITS).text for one in (mail.about, mail.why)]
    return compose.join_dotted([f"{mail.job}", *clipped, reader.format_ago(mail.since)])


def _job_line(reader: Reader, line: FailedRow) -> RichText:
    what = reader.say("failed-what", box=line.box.value)
    number = f"#{line.number}" if line.number is not None else ""
    why = compose.clip_text(RichText(line.why), _WHY_UNITS)
    return compose.join_dotted([f"{line.job}", what, number, line.name or "", reader.format_ago(line.since), why])


def make_router() -> Router:
    made = StaffRouter(name="failures")
    handle_presses(made, retry_job, open_mail, drop_mail, answer_held)
    return made


async def retry_job(
    _query: CallbackQuery, callback_data: RetryJob, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    pressed.require_view("failed")
    await failed_jobs.retry_job(desk, callback_data.job)
    press.say("failed-retried")
    respond.post_letter(desk, Show("failed", slot="failed"))


async def open_mail(
    _query: CallbackQuery, callback_data: OpenFailedMail, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Open the request of a mail that cannot be read."""
    pressed.require_view("failed")
    await failed_mails.open_anyway(desk, callback_data.job)
    press.say("failed-opened")
    respond.post_letter(desk, Show("failed", slot="failed"))


async def drop_mail(
    _query: CallbackQuery, callback_data: DropMail, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Take a mail off the list."""
    pressed.require_view("failed")
    await failed_jobs.dismiss_mail(desk, callback_data.job)
    press.say("failed-dropped")
    respond.post_letter(desk, Show("failed", slot="failed", page=callback_data.page))


async def answer_held(
    _query: CallbackQuery, callback_data: AnswerHeldJobs, desk: Desk, pressed: PressedMessage
) -> None:
    """Send or drop what is held since the database was restored."""
    pressed.require_view("restored")
    await after_restore.answer_held(desk, callback_data.word)


FEATURE = Feature(
    name="failed_jobs",
    routers=(make_router,),
    views={
        "failed": ViewSpec(_render_failed_jobs, grant=Grant.OPERATIONS, is_list=True),
    },
    turns=(Turning(FailedMailsTurn, "failed"),),
    commands=(Command("failed", grant=Grant.OPERATIONS, alone=True, shows="failed"),),
)
