"""Decides who hears a notification of a ticket, for cards, stages, escalations and reminders alike. Pure.

`docs/explanation/notifications.md` has its table, and the test reads it there.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db.models import Ticket
from desk.settings import DeskSettings
from desk.sla.desk_hours import get_opening_time
from desk.sla.night_alerts import is_night
from desk.sla.work_calendar import CRITICAL


class DeskHour(StrEnum):
    """The time at which a notification comes. `NIGHT`: the desk is open, and what nobody asked for is silent."""

    OPEN = "open"
    NIGHT = "night"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Listener:
    """A member of the team. `on_shift`: in a shift of their own; `on_call`: named for the night, or the ticket is
    theirs; `busy`: a ticket waits for them; `quiet`: they want no sound of this kind; `lately`: they have just got one;
    `acts`: it is their own act."""

    on_shift: bool = False
    on_call: bool = False
    busy: bool = False
    quiet: bool = False
    lately: bool = False
    acts: bool = False


def find_hour(rules: DeskSettings, now: datetime, *, unasked: bool) -> DeskHour:
    """Return the hour for a notification; `unasked`: of the desk itself, such as a reminder."""
    if get_opening_time(rules, now) is not None:
        return DeskHour.CLOSED
    return DeskHour.NIGHT if unasked and is_night(rules, now) else DeskHour.OPEN


def choose_sound(ticket: Ticket, person: Listener, hour: DeskHour) -> bool:
    """Return True if a notification of the ticket makes a sound for the person."""
    if person.acts:
        return False
    if ticket.priority == CRITICAL:
        return person.on_shift or person.on_call if hour is DeskHour.CLOSED else not person.quiet
    if hour is DeskHour.CLOSED or person.busy or person.quiet or person.lately:
        return False
    return hour is DeskHour.OPEN or person.on_shift
