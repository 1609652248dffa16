"""`/shifts` and its buttons: one's own shifts, for admins anyone's. The desk checks again who it is."""

from datetime import date
from zoneinfo import ZoneInfo

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.shifts import buttons as shift_buttons
from bot.features.team.handlers_members import require_may_see, show_screen
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from db.models import Person
from desk import Desk
from desk.outbox import Show
from desk.sla.shifts import check_shifts, parse_shifts
from desk.staff import shift_changes
from desk.text import typed_days
from desk.text.opening_hours.typed_hours import UnclearHoursError
from desk.text.opening_hours.typed_weeks import read_week


def make_router() -> Router:
    """Return a fresh router of this command and these buttons."""
    made = Router(name="shifts")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(show_own_shifts, CommandFilter("shifts"))
    on = made.callback_query.register
    on(show_shifts_screen, shift_buttons.Shifts.filter())
    on(ask_shifts, shift_buttons.ShiftDay.filter())
    on(copy_shifts, shift_buttons.ShiftCopy.filter())
    on(clear_shifts, shift_buttons.ShiftClear.filter())
    return made


async def show_own_shifts(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/shifts`; `/shifts mon-fri 9-18` and `/shifts 25.12 none` set them."""
    me = desk.require_actor().telegram_id or 0
    try:
        await _set_typed(desk, me, command.words.text.strip())
    except UnclearHoursError as unclear:
        respond.post_line(desk, "usage-shifts" if unclear.key == "hours-unclear" else unclear.key)
        return
    except ValueError:
        respond.post_line(desk, "usage-shifts")
        return
    respond.post_letter(desk, Show("shifts", slot="shifts", fresh=True, find=str(me)))


async def _set_typed(desk: Desk, person: int, text: str) -> None:
    """Set the shifts of one date, or of the weekdays that are named. Raises ValueError, with nothing changed."""
    word, _, rest = text.partition(" ")
    day = typed_days.parse_days(word, desk.now.astimezone(ZoneInfo(desk.rules.timezone)).date())
    if isinstance(day, date):
        await shift_changes.set_date(desk, person, day, parse_shifts(rest))
        return
    clauses = read_week(text) if text else []
    for clause in clauses:
        if not clause.days or clause.like is not None:
            raise ValueError(text)
        check_shifts(clause.spans)
    for clause in clauses:
        await shift_changes.set_weekdays(desk, person, clause.days, clause.spans)


async def show_shifts_screen(
    _query: CallbackQuery, callback_data: shift_buttons.Shifts, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Show another screen of a person's shifts."""
    require_may_see(me, callback_data.person)
    show_screen(desk, spot, "shifts", f"{callback_data.person}:{callback_data.part.value}", callback_data.page)


async def ask_shifts(
    _query: CallbackQuery, callback_data: shift_buttons.ShiftDay, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Ask for the person's shifts on that weekday."""
    require_may_see(me, callback_data.person)
    spot.require_face("staff", "shifts")
    day = f"{callback_data.person}:{callback_data.weekday}"
    respond.post_letter(desk, Show("shift_ask", slot=f"shift:{day}", fresh=True))


async def copy_shifts(
    _query: CallbackQuery, callback_data: shift_buttons.ShiftCopy, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Copy the person's week to a colleague."""
    require_may_see(me)
    spot.require_open()
    await shift_changes.copy_week(desk, callback_data.person, callback_data.to)
    show_screen(desk, spot, "shifts", str(callback_data.to))


async def clear_shifts(
    _query: CallbackQuery, callback_data: shift_buttons.ShiftClear, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Remove the person's shifts, so that business hours apply."""
    require_may_see(me, callback_data.person)
    spot.require_open()
    await shift_changes.clear_shifts(desk, callback_data.person)
    show_screen(desk, spot, "shifts", str(callback_data.person))
