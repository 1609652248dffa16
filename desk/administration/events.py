"""Events: their days, their link and names, how many take part. Files with participants and the comparison of events
stay by hand."""

from collections.abc import Mapping, Sequence

from desk import Desk
from desk.administration.kinds import Asker, FieldValue
from desk.administration.resource import (
    ByHand,
    New,
    NounField,
    Resource,
    RowLine,
    StoredNames,
    Wanted,
    do_by_id,
    find_by_id,
    make_removal,
    set_text,
)
from desk.charts.wording import format_days
from desk.events import event_editing
from desk.events.event_editing import LONGEST, LONGEST_ID, EventChanges
from desk.metrics import Period
from desk.metrics.periods import get_today
from desk.outbox import make_press
from desk.policy.permissions import Grant
from desk.queries import events
from desk.queries.events import EventLine
from desk.settings.kinds import TypedLine
from desk.text import RichText

_LONGEST_DAYS = 40


async def _list_lines(asker: Asker, wanted: Wanted) -> Sequence[RowLine]:
    known = await events.list_events(asker.session)
    return [
        _make_line(asker, one)
        for one in known
        if wanted.has_match(one.name, one.slug, one.external_id or "", one.days, _say_days(asker, one))
    ]


def _make_line(asker: Asker, one: EventLine) -> RowLine:
    return RowLine(str(one.id), one.name, (_say_days(asker, one), one.slug, _say_figures(asker, one)))


def _say_days(asker: Asker, one: EventLine) -> str:
    today = get_today(asker.now, asker.rules.timezone)
    return format_days(asker.language, Period(one.first, one.last), today)


def _say_figures(asker: Asker, one: EventLine) -> str:
    taking_part = [] if one.attendance is None else [asker.say("event-attendance", n=one.attendance)]
    hundred = [] if one.per_hundred is None else [asker.say("event-per-hundred", n=round(one.per_hundred))]
    return " · ".join([*taking_part, asker.say("event-requests", n=one.tickets), *hundred])


async def _list_facts(asker: Asker, row: EventLine) -> Sequence[RichText | str]:
    gone = [asker.say("event-removed", name=row.name)] if row.is_removed else []
    link = [row.link] if asker.may(Grant.TOPICS) and not row.is_removed else []
    called = f"{asker.say('column-events-slug')}: {row.slug}"
    return [*gone, called, _say_figures(asker, row), *link]


async def _set_days(desk: Desk, row: EventLine, value: FieldValue) -> None:
    first, last = event_editing.read_event_days(value.text, desk.today)
    await event_editing.change_event(desk, row.slug, EventChanges(first=first, last=last))


async def _add(desk: Desk, _inside: str, given: Mapping[str, FieldValue]) -> str:
    return str((await event_editing.add_event(desk, given["name"].text, given["days"].text)).id)


def _list_ways(asker: Asker, row: EventLine | None) -> Sequence[ByHand]:
    can_compare = row is None and asker.may(Grant.FIGURES)
    return [ByHand(make_press("btn-events-compare", "eventscmp"))] if can_compare else []


async def _rename(desk: Desk, slug: str, name: str) -> None:
    await event_editing.change_event(desk, slug, EventChanges(name=name))


_NAME = NounField("name", TypedLine(LONGEST), lambda row: row.name, set_text(_rename, "slug"))
_DAYS = NounField("days", TypedLine(_LONGEST_DAYS), lambda row: row.days, _set_days)
EVENTS = Resource(
    name="events",
    stored=StoredNames("events", "eventask", ("events", "eventback"), "event"),
    command="event",
    address="/events",
    section=("settings", "events"),
    grant=None,
    columns=("days", "slug", "figures"),
    list_lines=_list_lines,
    find=find_by_id(lambda asker, key: events.load_event_line(asker.session, key)),
    make_line=_make_line,
    list_facts=_list_facts,
    list_ways=_list_ways,
    may_change=lambda asker, _row: asker.may(Grant.TOPICS),
    fields=(
        _NAME,
        _DAYS,
        NounField(
            "attendance", TypedLine(8), lambda row: row.attendance, set_text(event_editing.set_attendance, "slug")
        ),
        NounField(
            "id", TypedLine(LONGEST_ID), lambda row: row.external_id, set_text(event_editing.set_external_id, "slug")
        ),
    ),
    acts=make_removal(do_by_id(event_editing.remove_event, "slug"), do_by_id(event_editing.restore_event, "slug")),
    news=(New("event", (_DAYS, _NAME), _add, may=lambda asker: asker.may(Grant.TOPICS)),),
)
