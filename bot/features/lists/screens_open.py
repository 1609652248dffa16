"""`/open`: the open tickets with the reader's filter, and the screens that set it. Reads no table."""

from collections.abc import Sequence

from bot.features.lists import buttons as list_buttons
from bot.features.lists.lines import format_staff_line
from bot.views import PRIORITY_SIGNS, STATUS_SIGNS, Reader, Rendered, RenderedButton, Row, compose, keyboards
from bot.views.pages import cut_shown_page, format_page_number
from db.models import Status
from desk.policy.ticket_list import OPEN, WITHOUT_ONE, FilterField, Order, TicketFilters, Turn, is_all_open
from desk.queries.open_tickets import FilterChoice, OpenPage

_A_SCREEN = 4  # topics or people a screen, next to the other buttons
_OPEN = tuple(status for status in Status if status.is_open)


def render_open_list(reader: Reader, shown: OpenPage) -> Rendered:
    """Return a page of tickets under its filter."""
    page = shown.page
    title = reader.say_rich("open-list-title", n=page.total)
    head = compose.join_dotted([title, format_page_number(reader, page.page, page.pages)])
    by = compose.join_dotted(
        [*_describe_filter(reader, shown), reader.say("open-list-order", order=shown.chosen.sort or Order.URGENT.value)]
    )
    off = reader.say("open-list-off-board", n=shown.off_board) if shown.off_board else ""
    lines = [format_staff_line(reader, ticket) for ticket in page.lines]
    none = reader.say("open-list-none" if is_all_open(shown.chosen) else "open-list-none-chosen") if not lines else ""
    ways = keyboards.make_page_buttons(reader, page.page, page.pages, lambda to: list_buttons.AllPage(page=to))
    choose = reader.make_button("btn-choose", list_buttons.AllChoices(by=None, page=1))
    row = (*(ways[0] if ways else ()), choose)
    return Rendered(
        compose.join_lines([head, by, *lines, none, off]),
        (
            *keyboards.make_take_rows(reader, page.lines),
            *keyboards.make_number_rows(reader, page.lines),
            row,
        ),
    )


def render_filters(reader: Reader, shown: OpenPage) -> Rendered:
    """Return the screen of filters: each with its value, and switches for overdue and for the order."""
    chosen = shown.chosen
    named = [
        _way(reader, by, shown)
        for by in (FilterField.STATUS, FilterField.PRIORITY, FilterField.CATEGORY, FilterField.AGENT, FilterField.WAITS)
    ]
    late = list_buttons.AllChosen(by=FilterField.LATE, value="" if chosen.late else "1")
    other = Order.URGENT if chosen.sort else Order.CHANGED
    order = list_buttons.AllChosen(by=FilterField.ORDER, value=other.value)
    turned = [
        *([reader.make_button("btn-late-all" if chosen.late else "btn-late", late)] if shown.promised else []),
        reader.make_button("btn-open-order", order, order=other.value),
        reader.make_main_button("btn-show", list_buttons.AllPage(page=1)),
    ]
    what = compose.join_dotted(_describe_filter(reader, shown)) or reader.say("open-list-all")
    head = compose.join_dotted([reader.say_rich("open-list-title", n=shown.page.total), what])
    words = compose.join_lines([head, reader.say("open-list-choose")])
    return Rendered(words, keyboards.arrange_rows([*named, *turned], 2))


def render_filter_values(reader: Reader, by: FilterField, there: Sequence[FilterChoice], page: int) -> Rendered:
    """Return the values of one filter to choose from; the first removes the filter."""
    any_ = _choice(reader, by, "", reader.say("open-list-any"))
    if by is FilterField.STATUS:
        of = [_choice(reader, by, s.value, _status(reader, s)) for s in _OPEN]
    elif by is FilterField.PRIORITY:
        of = [_choice(reader, by, str(n), _priority(reader, n)) for n in (1, 2, 3, 4)]
    elif by is FilterField.WAITS:
        of = [_choice(reader, by, w.value, reader.say("open-list-waits", waits=w.value)) for w in Turn]
    else:
        return Rendered(reader.say_rich("open-list-by", by=by.value), _page_buttons(reader, by, any_, there, page))
    return Rendered(reader.say_rich("open-list-by", by=by.value), keyboards.arrange_rows([any_, *of], 2))


def _page_buttons(
    reader: Reader, by: FilterField, any_: RenderedButton, there: Sequence[FilterChoice], page: int
) -> tuple[Row, ...]:
    listed = cut_shown_page(reader, there, page, _A_SCREEN, lambda to: list_buttons.AllChoices(by=by, page=to))
    none = _choice(reader, by, str(WITHOUT_ONE), reader.say("open-list-nobody", by=by.value))
    some = (_choice(reader, by, str(c.id), c.name) for c in listed.shown)
    return (*keyboards.arrange_rows([any_, none, *some], 2), *listed.turning)


def _choice(reader: Reader, by: FilterField, value: str, name: str) -> RenderedButton:
    return reader.make_button("btn-category", list_buttons.AllChosen(by=by, value=value), name=name)


def _way(reader: Reader, by: FilterField, shown: OpenPage) -> RenderedButton:
    value = _value(reader, by, shown) or reader.say("open-list-any")
    press = list_buttons.AllChoices(by=by, page=1)
    return reader.make_button("btn-choose-by", press, by=by.value, value=value)


def _describe_filter(reader: Reader, shown: OpenPage) -> list[str]:
    """Return the filter in words."""
    named = (
        _value(reader, by, shown)
        for by in (FilterField.STATUS, FilterField.PRIORITY, FilterField.CATEGORY, FilterField.AGENT, FilterField.WAITS)
    )
    return [*(value for value in named if value), *([reader.say("list-late")] if shown.chosen.late else [])]


def _value(reader: Reader, by: FilterField, shown: OpenPage) -> str:
    chosen: TicketFilters = shown.chosen
    if by is FilterField.STATUS and chosen.state != OPEN:
        return _status(reader, Status(chosen.state))
    if by is FilterField.PRIORITY and chosen.priority is not None:
        return _priority(reader, chosen.priority)
    if by is FilterField.WAITS and chosen.turn is not None:
        return reader.say("open-list-waits", waits=chosen.turn.value)
    of = {FilterField.CATEGORY: chosen.category, FilterField.AGENT: chosen.agent}.get(by)
    if of == WITHOUT_ONE:
        return reader.say("open-list-nobody", by=by.value)
    return shown.names.get(by, "") if of is not None else ""


def _status(reader: Reader, status: Status) -> str:
    return f"{STATUS_SIGNS[status]} {reader.say('status-staff', status=status.value)}"


def _priority(reader: Reader, priority: int) -> str:
    return f"{PRIORITY_SIGNS[priority]} {reader.say('priority-name', priority=priority)}"
