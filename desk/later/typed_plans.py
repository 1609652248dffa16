"""Reads what is typed to plan something: a moment, then a line break or a colon, then words."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desk import Context, Refused
from desk.acts.reading import cut_words
from desk.sla import day_bounds
from desk.sla.desk_hours import get_desk_calendar
from desk.text import RichText
from desk.text.opening_hours.typed_hours import split_zone


def parse_when(ctx: Context, typed: str) -> datetime | None:
    """Return the moment that this is and nothing else, in the time zone that stands behind it, or the desk's; of a day
    the beginning of its hours. None if it is no moment."""
    said, zone = split_zone(typed)
    try:
        ZoneInfo(zone or ctx.rules.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return None
    zone = zone or ctx.rules.timezone
    return day_bounds.parse_hold(said.strip(), now=ctx.now, zone=zone, calendar=get_desk_calendar(ctx.rules))


def require_when(ctx: Context, typed: str) -> datetime:
    """Return the moment. Raises Refused for what is none."""
    at = parse_when(ctx, typed)
    if at is None:
        raise Refused("plan-wrong-time")
    return at


def read_plan(ctx: Context, typed: RichText) -> tuple[datetime, RichText]:
    """Return the moment, and the words behind it: "tomorrow 9: text", or the text on the next line. Raises Refused
    where it is not clear where the moment ends."""
    text = typed.text.strip()
    for mark in ("\n", ": "):
        head, found, _ = f"{text} ".partition(mark)
        if found and (at := parse_when(ctx, head)) is not None:
            return at, cut_words(typed, typed.text.find(text) + len(head) + len(mark.strip(" ")))
    if (at := parse_when(ctx, text)) is not None:
        return at, RichText()
    raise Refused("usage-later")
