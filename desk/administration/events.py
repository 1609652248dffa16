"""Events: their days, their link and names, how many take part. Files with participants and the comparison of events
stay by hand."""

from collections.abc import Mapping, Sequence

from desk import Desk
from desk.administration.kinds import Asker, FieldValue, TypedWords, read_id
from desk.administration.resource import Act, ByHand, New, NounField, Resource, RowLine, StoredNames, Wanted
from desk.events import event_editing
from desk.events.event_editing import LONGEST, LONGEST_ID, EventChanges
from desk.i18n import say
from desk.outbox import make_press
from desk.policy.permissions import Grant
from desk.queries import events
from desk.queries.events import EventLine
from desk.text import RichText

_LONGEST_DAYS = 40


async def _list_lines(asker: Asker, wanted: Wanted) -> Sequence[RowLine]:
    known = await events.list_events(asker.session)
    return [
        _make_line(asker, one) for one in known if wanted.has_match(one.name, one.slug, one.external_id or "", one.days)
    ]


def _make_line(asker: Asker, one: EventLine) -> RowLine:
    return RowLine(str(one.id), one.name, (one.days, one.slug, _say_figures(asker, one)))


def _say_figures(asker: Asker, one: EventLine) -> str:
    taking_part = [] if one.attendance is None else [say(asker.language, "event-attendance", n=one.attendance)]
    hundred = [] if one.per_hundred is None else [say(asker.language, "event-per-hundred", n=round(one.per_hundred))]
    return " · ".join([*taking_part, say(asker.language, "event-requests", n=one.tickets), *hundred])


async def _find(asker: Asker, key: str) -> EventLine | None:
    event_id = read_id(key)
    return None if event_id is None else await events.load_event_line(asker.session, event_id)


async def _list_facts(asker: Asker, row: EventLine) -> Sequence[RichText | str]:
    gone = [say(asker.language, "event-removed", name=row.name)] if row.is_removed else []
    link = [row.link] if asker.may(Grant.TOPICS) and not row.is_removed else []
    called = f"{say(asker.language, 'column-events-slug')}: {row.slug}"
    return [*gone, called, _say_figures(asker, row), *link]


async def _rename(desk: Desk, row: EventLine, value: FieldValue) -> None:
    await event_editing.change_event(desk, row.slug, EventChanges(name=value.text))


async def _set_days(desk: Desk, row: EventLine, value: FieldValue) -> None:
    first, last = event_editing.read_event_days(value.text, desk.today)
    await event_editing.change_event(desk, row.slug, EventChanges(first=first, last=last))


async def _set_id(desk: Desk, row: EventLine, value: FieldValue) -> None:
    await event_editing.set_external_id(desk, row.slug, value.text)


async def _set_attendance(desk: Desk, row: EventLine, value: FieldValue) -> None:
    await event_editing.set_attendance(desk, row.slug, value.text.strip())


async def _remove(desk: Desk, row: EventLine) -> None:
    await event_editing.remove_event(desk, row.slug)


async def _restore(desk: Desk, row: EventLine) -> None:
    await event_editing.restore_event(desk, row.slug)


async def _add(desk: Desk, _inside: str, given: Mapping[str, FieldValue]) -> str:
    return str((await event_editing.add_event(desk, given["name"].text, given["days"].text)).id)


def _is_live(row: EventLine) -> bool:
    return not row.is_removed


def _list_ways(asker: Asker, row: EventLine | None) -> Sequence[ByHand]:
    can_compare = row is None and asker.may(Grant.FIGURES)
    return [ByHand(make_press("btn-events-compare", "eventscmp"))] if can_compare else []


_NAME = NounField("name", TypedWords(LONGEST), lambda row: FieldValue.of(row.name), _rename, has=_is_live)
_DAYS = NounField("days", TypedWords(_LONGEST_DAYS), lambda row: FieldValue.of(row.days), _set_days, has=_is_live)
EVENTS = Resource(
    name="events",
    stored=StoredNames("events", "events", "event_ask", "eventask", ("events", "eventback"), "event"),
    command="event",
    address="/events",
    section=("settings", "events"),
    grant=None,
    columns=("days", "slug", "figures"),
    list_lines=_list_lines,
    find=_find,
    make_line=_make_line,
    list_facts=_list_facts,
    list_ways=_list_ways,
    may_change=lambda asker, _row: asker.may(Grant.TOPICS),
    fields=(
        _NAME,
        _DAYS,
        NounField(
            "attendance",
            TypedWords(8),
            lambda row: FieldValue.of("" if row.attendance is None else str(row.attendance)),
            _set_attendance,
            has=_is_live,
        ),
        NounField(
            "id", TypedWords(LONGEST_ID), lambda row: FieldValue.of(row.external_id or ""), _set_id, has=_is_live
        ),
    ),
    acts=(Act("remove", _remove, has=_is_live), Act("restore", _restore, has=lambda row: row.is_removed)),
    news=(New("event", (_DAYS, _NAME), _add, may=lambda asker: asker.may(Grant.TOPICS)),),
)
