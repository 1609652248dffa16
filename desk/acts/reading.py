"""Reads the values of an act: typed behind a command or as the answer to a question, or in a field of a form."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from desk import Desk, Refused
from desk.acts.declaring import Argument, AskedReason, RowKey, TicketAct
from desk.outbox import Args, Say
from desk.policy.transitions import TRANSITIONS
from desk.results import TicketResult
from desk.settings.kinds import Choice, Length, Moment, TypedLine
from desk.sla import day_bounds
from desk.sla.desk_hours import get_desk_calendar
from desk.text import RichText, clean_text, count_units, cut_text, strip_invisible, typed_moments
from desk.text.slashes import find_slash_end

_MOST_WORDS = 6
"""Of a value that others may follow."""


def read_typed(desk: Desk, act: TicketAct, said: str) -> dict[str, Any]:
    """Return the values that the words give: a moment that "until" marks, a choice, and what is left as the line.
    Raises Refused, with the act's example where the words fit no value or one is missing."""
    values, rest = dict[str, Any](), said.strip()
    for one in sorted(act.arguments, key=lambda one: isinstance(one.kind, TypedLine)):
        try:
            if isinstance(one.kind, Moment):
                values[one.name], rest = cut_moment(desk, rest, one.kind)
            elif isinstance(one.kind, TypedLine):
                values[one.name], rest = rest, ""
            elif rest or not (one.is_optional or one.clears):
                values[one.name], rest = _cut_value(one.kind, rest)
        except ValueError:
            raise Refused(f"usage-{act.name}") from None
    given = {name: value for name, value in values.items() if value not in (None, "")}
    if rest or any(not (one.is_optional or one.clears) and one.name not in given for one in act.arguments):
        raise Refused(f"usage-{act.name}")
    return given


def _cut_value(kind: Choice | Length | RowKey, said: str) -> tuple[Any, str]:
    """Return the value of as many of the first words as the kind reads, and the words behind it. Raises ValueError."""
    words = said.split()
    for used in range(min(len(words), _MOST_WORDS), 0, -1):
        with suppress(ValueError):
            return kind.parse_text(" ".join(words[:used])), " ".join(words[used:])
    raise ValueError(said)


def cut_moment(desk: Desk, said: str, kind: Moment) -> tuple[datetime | None, str]:
    """Return the moment that the words begin with, if "until" marks it, and the words behind it. Raises ValueError for
    one that is mistyped."""
    zone, calendar = desk.rules.timezone, get_desk_calendar(desk.rules)
    meant = typed_moments.parse_moment(said, now=desk.now, zone=zone)
    if meant is None and typed_moments.is_mistyped(said, desk.today):
        raise ValueError(said)
    if meant is None or not meant.marked:
        return None, said
    at = meant.at
    if meant.day is not None:
        ends, begins = day_bounds.get_day_end, day_bounds.get_day_start
        at = ends(meant.day, zone, calendar, desk.now) if kind.is_end else begins(meant.day, zone, calendar)
    used = len(said.split()) - len(meant.rest.split())
    return at, said.split(maxsplit=used)[used] if meant.rest else ""


def read_field(desk: Desk, one: Argument, typed: str) -> Any:
    """Return the value of a field of a form, None for an empty one. Raises Refused."""
    kind = one.kind
    if not strip_invisible(clean_text(typed)).strip():
        if not (one.is_optional or one.clears):
            raise Refused("page-fill-in")
        return None
    if isinstance(kind, Moment):
        read = day_bounds.parse_promise if kind.is_end else day_bounds.parse_hold
        at = read(typed.strip(), now=desk.now, zone=desk.rules.timezone, calendar=get_desk_calendar(desk.rules))
        if at is None:
            raise Refused("page-wrong-time")
        return at
    try:
        return kind.parse_text(typed)
    except ValueError:
        key, given = kind.wrong
        raise Refused(key, **given) from None


async def read_called(desk: Desk, act: TicketAct, said: str) -> dict[str, Any]:
    """Return the values that the words give, of what is chosen from a list by what it is called. Raises Refused as
    `read_typed`."""
    chosen = next((one for one in act.arguments if one.find is not None), None)
    if chosen is None or chosen.find is None:
        return read_typed(desk, act, said)
    found = await chosen.find(desk.session, said) if said else None
    if found is None:
        raise Refused(f"usage-{act.name}")
    return {chosen.name: found}


def cut_command(words: RichText, named: Mapping[str, TicketAct]) -> tuple[str, TicketAct | None, RichText]:
    """Return the command that the words begin with, with or without its slash, the act that it is among these, and the
    words behind it."""
    after = find_slash_end(words.text) or 0
    name = words.text[after:].split(maxsplit=1)[0] if words.text[after:].strip() else ""
    return name, named.get(name.casefold()), cut_words(words, words.text.find(name, after) + len(name))


def cut_words(words: RichText, characters: int) -> RichText:
    """Return the words without their first `characters`, and without blanks at their beginning."""
    rest = words.text[characters:]
    begins = characters + len(rest) - len(rest.lstrip())
    return cut_text(words, count_units(words.text[:begins]), count_units(words.text))


async def check_asked(desk: Desk, act: TicketAct, asks: AskedReason, number: int) -> int:
    """Return the ticket's id; raise what the act would, before words are asked for."""
    if not act.is_on(desk.rules):
        raise Refused(f"{act.name}-off")
    if asks.check is not None:
        return await asks.check(desk, number)
    async with desk.change(number, act.verb) as ticket:
        desk.require_target(ticket, act.verb)
        return ticket.id


async def can_still(desk: Desk, act: TicketAct, asks: AskedReason, number: int, since: datetime) -> bool:
    """Return True if an answer to what was asked then still does the act, or is still about what it did."""
    if asks.can_still is not None:
        return await asks.can_still(desk, number, since)
    status = (await desk.lock_ticket(number)).status
    return act.is_possible(status) if act.asks_first else status in TRANSITIONS[act.verb].values()


def say_done(act: TicketAct, done: TicketResult, values: Mapping[str, Any]) -> Say:
    """Return the line that confirms an act, `done-<name>`, with `-until` behind it where a moment was given."""
    said: Args = {"number": done.number, "name": done.requester.name}
    key = f"done-{act.name}"
    for name, value in values.items():
        if isinstance(value, datetime):
            key, said["at"] = f"{key}-until", int(value.timestamp())
        elif isinstance(value, int):
            said[name] = value
    return Say(key, said)
