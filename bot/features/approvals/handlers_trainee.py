"""A trainee's figures, mentor and promotion, for who manages the team."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.callbacks import Press
from bot.features.approvals.buttons import Mentor, Promote, TraineePage
from bot.handlers import PressedMessage, respond
from desk import Desk
from desk.outbox import Show
from desk.staff import trainees


def make_router() -> Router:
    made = Router(name="trainees")
    made.callback_query.register(show_trainee, TraineePage.filter())
    made.callback_query.register(make_agent, Promote.filter())
    made.callback_query.register(choose_mentor, Mentor.filter())
    return made


async def show_trainee(_query: CallbackQuery, callback_data: TraineePage, desk: Desk, spot: PressedMessage) -> None:
    await trainees.find_trainee(desk, callback_data.person)
    _show(desk, spot, "trainee", callback_data.person)


async def make_agent(
    _query: CallbackQuery, callback_data: Promote, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    spot.require_open()
    done = await trainees.make_agent(desk, callback_data.person)
    press.say("promoted", name=done.name)
    _show(desk, spot, "member", callback_data.person)


async def choose_mentor(_query: CallbackQuery, callback_data: Mentor, desk: Desk, spot: PressedMessage) -> None:
    spot.require_open()
    await trainees.set_mentor(desk, callback_data.person, callback_data.mentor or None)
    _show(desk, spot, "trainee", callback_data.person)


def _show(desk: Desk, spot: PressedMessage, view: str, person: int) -> None:
    spot.require_face("staff")
    respond.post_letter(desk, Show(view, slot="staff", find=str(person), fresh=not spot.recorded))
