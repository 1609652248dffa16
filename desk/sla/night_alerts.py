"""Calling an agent who would not be told now: whether a requester may, and what a night is. Pure; knows no table."""

from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from db.models import Status
from desk.settings import DeskSettings
from desk.sla.desk_hours import get_opening_time, has_hours
from desk.sla.work_calendar import CRITICAL

MOST_A_DAY = 2
MOST_AN_HOUR = 3
"""For how many requests that wait as they are too many one person may call somebody."""
A_DAY, AN_HOUR = timedelta(hours=24), timedelta(hours=1)
_OURS = frozenset({Status.NEW, Status.ASSIGNED, Status.IN_PROGRESS, Status.ON_HOLD, Status.REOPENED})
_EVENING, _MORNING = 22, 8


class UrgentTicket(Protocol):
    """The fields of a ticket, as its row or a view has them."""

    @property
    def status(self) -> Status: ...
    @property
    def priority(self) -> int: ...
    @property
    def filed_at(self) -> datetime | None: ...
    @property
    def cannot_wait_at(self) -> datetime | None: ...
    @property
    def broadcast_at(self) -> datetime | None: ...


def can_alert(rules: DeskSettings, now: datetime, ticket: UrgentTicket) -> bool:
    """Return True if the requester may say that it cannot wait: switched on, outside the hours, once a ticket."""
    if not rules.hours.cannot_wait or ticket.filed_at is None or ticket.status not in _OURS:
        return False
    return ticket.cannot_wait_at is None and ticket.priority != CRITICAL and get_opening_time(rules, now) is not None


def can_ring(rules: DeskSettings, now: datetime, ticket: UrgentTicket) -> bool:
    """Return True if the ticket waits for the time `broadcast_at` while the desk is open, as its requester has too many
    others, so that they may say that it is urgent."""
    waits = ticket.broadcast_at is not None and ticket.broadcast_at > now and ticket.status is Status.NEW
    return waits and get_opening_time(rules, now) is None


def has_reminders(rules: DeskSettings) -> bool:
    """Return True if the team is reminded of requests that nobody takes."""
    return rules.team.remind > timedelta(0) or rules.targets.enabled


def name_call(rules: DeskSettings, now: datetime, ticket: UrgentTicket) -> str | None:
    """Return the label of the button by which the requester calls somebody now, or None."""
    if can_ring(rules, now, ticket):
        return "btn-urgent"
    return "btn-cannot-wait" if can_alert(rules, now, ticket) else None


def has_called(ticket: UrgentTicket) -> bool:
    """Return True if the requester said that it cannot wait, and no agent has put it off."""
    return ticket.cannot_wait_at is not None and ticket.priority == CRITICAL and ticket.status in _OURS


def is_night(rules: DeskSettings, now: datetime) -> bool:
    """Return True if unasked notifications make no sound: between 22 and 8 in the desk's zone, if it has hours or
    targets."""
    if not (has_hours(rules) or rules.targets.enabled):
        return False
    hour = now.astimezone(ZoneInfo(rules.timezone)).hour
    return hour >= _EVENING or hour < _MORNING
