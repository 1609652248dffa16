"""Exports in the bot: buttons and handlers.

`/export`: admins choose by buttons what to export; the report process makes the file. Reads and writes no table.
"""

from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message
from pydantic import Field

from bot.feature import Command, Feature
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import Press, handle_presses
from desk import Desk
from desk.metrics import ExportChoice, ExportFormat, Period, exports, periods
from desk.outbox import Button, Say
from desk.policy.permissions import Grant

Day = Annotated[int, Field(ge=1, le=3_652_059)]
"""A day as `date.toordinal` counts it."""


class ExportDoes(StrEnum):
    """Show the choice, or make the file in this format."""

    SHOW = "show"
    CSV = "csv"
    JSON = "json"


class ExportButton(CallbackData, prefix="export"):
    """The choice that the button leads to, and what pressing does with it."""

    first: Day
    last: Day
    names: bool
    words: bool
    does: ExportDoes


_SLOT = "export"
_YEAR = timedelta(days=364)


def make_router() -> Router:
    made = StaffRouter(name="export")
    made.message.register(request_export, CommandFilter("export"))
    handle_presses(made, _press_export)
    return made


async def request_export(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Show the choice for this month, or for the days of `/export 1.11 - 15.11`."""
    await desk.require_grant(Grant.EXPORT)
    said, today = command.words.text.strip(), desk.today
    period = periods.parse_period(said, today) if said else periods.find_period("month", today)
    respond.post_letter(desk, _screen(desk, ExportChoice(period)))


async def _press_export(
    _query: CallbackQuery, callback_data: ExportButton, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Show another choice, or queue the export of this one."""
    await desk.require_grant(Grant.EXPORT)
    pressed.require_view(_SLOT)
    first, last = date.fromordinal(callback_data.first), date.fromordinal(callback_data.last)
    period = periods.make_period(first, last, desk.today)
    choice = ExportChoice(period, names=callback_data.names, words=callback_data.words)
    if callback_data.does is ExportDoes.SHOW:
        respond.post_letter(desk, replace(_screen(desk, choice), replace=True))
        return
    made = await exports.request_export(desk, replace(choice, format=ExportFormat(callback_data.does.value)))
    press.say("export-begun" if made else "export-under-way")


def _screen(desk: Desk, choice: ExportChoice) -> Say:
    first, last = choice.period.first.isoformat(), choice.period.last.isoformat()
    names, words = "yes" if choice.names else "no", "yes" if choice.words else "no"
    return Say(
        "export-choice",
        {"first": first, "last": last, "names": names, "words": words},
        _buttons(desk, choice),
        slot=_SLOT,
    )


def _buttons(desk: Desk, choice: ExportChoice) -> tuple[tuple[Button, ...], ...]:
    today = desk.today
    year = Period(today - _YEAR, today)
    days = [
        ("btn-export-today", periods.find_period("today", today)),
        ("btn-export-week", periods.find_period("week", today)),
        ("btn-export-month", periods.find_period("month", today)),
        ("btn-export-year", year),
    ]
    return (
        tuple(_button(label, replace(choice, period=period)) for label, period in days),
        (
            _button(
                "btn-export-no-names" if choice.names else "btn-export-names", replace(choice, names=not choice.names)
            ),
            _button(
                "btn-export-no-words" if choice.words else "btn-export-words", replace(choice, words=not choice.words)
            ),
        ),
        (_button("btn-export-csv", choice, ExportDoes.CSV), _button("btn-export-json", choice, ExportDoes.JSON)),
    )


def _button(label: str, choice: ExportChoice, does: ExportDoes = ExportDoes.SHOW) -> Button:
    data = ExportButton(
        first=choice.period.first.toordinal(),
        last=choice.period.last.toordinal(),
        names=choice.names,
        words=choice.words,
        does=does,
    )
    return respond.press_button(label, data)


FEATURE = Feature(
    name="export",
    routers=(make_router,),
    commands=(Command("export", grant=Grant.EXPORT),),
)
