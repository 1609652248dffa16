"""Makes buttons: labels in the reader's language, data from the features' `buttons.py`, rows that fit a phone."""

from collections.abc import Callable, Iterable, Sequence

from aiogram.filters.callback_data import CallbackData

from bot.features.lists import buttons as list_buttons
from bot.features.ticket import buttons as ticket_buttons
from bot.telegram_limits import MESSAGE_BUTTONS
from bot.views.icons import PRIORITY_SIGNS
from bot.views.reader import Reader
from bot.views.rendered import RenderedButton, Row, Style
from db.models import Status
from desk.i18n import Arg, say
from desk.i18n.catalog import isolate_args
from desk.i18n.formats import format_args
from desk.outbox import Args, Button
from desk.policy.open_filter import Order
from desk.queries.ticket_pages import OwnTickets, TicketRow
from desk.text import shorten_line

LABEL = 40  # characters of a label that a phone shows
TASK_URL = "https://app.todoist.com/app/task/{id}"


def make_button(
    language: str, key: str, press: CallbackData, /, *, style: Style | None = None, **args: Arg
) -> RenderedButton:
    """Return a button with the label of this key."""
    return RenderedButton(shorten_line(say(language, key, **isolate_args(args)), LABEL), press.pack(), style=style)


def make_main_button(language: str, key: str, press: CallbackData, /, **args: Arg) -> RenderedButton:
    """Return the main button of a message."""
    return make_button(language, key, press, style=Style.PRIMARY, **args)


def make_board_link(language: str, task_id: str) -> RenderedButton:
    """Return a button that links to the ticket's task."""
    return RenderedButton(say(language, "btn-board"), url=TASK_URL.format(id=task_id))


def make_copy_button(language: str, key: str, text: str, /, **args: Arg) -> RenderedButton:
    """Return a button that copies the text."""
    return RenderedButton(say(language, key, **isolate_args(args)), copy=text)


def arrange_rows(buttons: Iterable[RenderedButton], width: int) -> tuple[Row, ...]:
    """Arrange buttons in rows of at most `width`; buttons beyond Telegram's limit are dropped."""
    kept = list(buttons)[:MESSAGE_BUTTONS]
    return tuple(tuple(kept[at : at + width]) for at in range(0, len(kept), width))


def make_priority_row(language: str, number: int, now: int) -> Row:
    """Return a row with the other priorities of a ticket, as signs with names."""
    return tuple(
        make_button(
            language,
            "btn-priority",
            ticket_buttons.Priority(number=number, priority=p),
            sign=PRIORITY_SIGNS[p],
            name=say(language, "priority-name", priority=p),
        )
        for p in (1, 2, 3, 4)
        if p != now
    )


def make_star_rows(language: str, number: int) -> tuple[Row, ...]:
    """Return the rows of one to five stars for the ticket, and Skip."""
    five = tuple(
        make_button(language, "btn-star", ticket_buttons.Rate(number=number, stars=n), n=n) for n in range(1, 6)
    )
    skip = make_button(language, "btn-skip", ticket_buttons.Rate(number=number, stars=ticket_buttons.RateSkip.SKIP))
    return (five[:3], five[3:], (skip,))


def make_agent_stars(language: str, number: int) -> tuple[Row, ...]:
    """Return the rows of one to five stars for the agent, and Not now."""
    five = tuple(
        make_button(language, "btn-star", ticket_buttons.RateAgent(number=number, stars=n), n=n) for n in range(1, 6)
    )
    skip = make_button(language, "btn-not-now", ticket_buttons.Rate(number=number, stars=ticket_buttons.RateSkip.SKIP))
    return (five[:3], five[3:], (skip,))


def make_solved_row(language: str, number: int, *, yes: str = "btn-yes", no: str = "btn-no") -> Row:
    """Return the answers to "Did this solve it?"."""
    yes_press = ticket_buttons.Solved(number=number, answer=ticket_buttons.SolvedAnswer.YES)
    no_press = ticket_buttons.Solved(number=number, answer=ticket_buttons.SolvedAnswer.NO)
    return (make_button(language, yes, yes_press, style=Style.SUCCESS), make_button(language, no, no_press))


def make_take_rows(language: str, lines: Sequence[TicketRow]) -> tuple[Row, ...]:
    """Return a button that takes each untaken new ticket of a list, three a row."""
    free = [t.number for t in lines if t.assignee is None and t.status in (Status.NEW, Status.REOPENED)]
    return arrange_rows(
        (make_button(language, "btn-take-number", ticket_buttons.Claim(number=n), number=n) for n in free), 3
    )


def make_number_rows(language: str, lines: Sequence[TicketRow]) -> tuple[Row, ...]:
    """Return a button that opens each ticket of a list, five a row."""
    return arrange_rows(
        (make_button(language, "btn-number", ticket_buttons.Open(number=t.number), number=t.number) for t in lines), 5
    )


def make_page_buttons(language: str, page: int, pages: int, to: Callable[[int], CallbackData]) -> tuple[Row, ...]:
    """Return ◂ and ▸ where there is a page to turn to; `to`: the press that shows a page."""
    return _turn(
        make_button(language, "btn-previous", to(page - 1)) if page > 1 else None,
        make_button(language, "btn-next", to(page + 1)) if page < pages else None,
    )


def make_own_list_press(which: OwnTickets, order: Order, page: int) -> CallbackData:
    """Return the press that shows a page of one's own tickets."""
    if order is not Order.OPEN:
        return list_buttons.ListSorted(which=which, order=order, page=page)
    if which is not OwnTickets.ALL:
        return list_buttons.ListFiltered(which=which, page=page)
    return list_buttons.ListPage(page=page)


def filter_rows(language: str, which: OwnTickets, order: Order) -> Row:
    """Return the buttons for the other filters of one's own tickets."""
    data = ((one, _filter_button(one, order)) for one in OwnTickets if one is not which)
    return tuple(make_button(language, "btn-list", press, which=one.value) for one, press in data)


def _filter_button(which: OwnTickets, order: Order) -> CallbackData:
    if order is Order.OPEN:
        return list_buttons.ListFiltered(which=which, page=1)
    return make_own_list_press(which, order, 1)


def make_order_button(language: str, which: OwnTickets, order: Order) -> RenderedButton:
    """Return the button for the other order of one's own tickets."""
    other = Order.CHANGED if order is Order.OPEN else Order.OPEN
    press = _filter_button(which, other)
    return make_button(language, "btn-order", press, order=other.value)


def make_thread_page_buttons(language: str, number: int, page: int, pages: int) -> tuple[Row, ...]:
    """Return ◂ and ▸ for a thread."""
    return make_page_buttons(language, page, pages, lambda to: ticket_buttons.Thread(number=number, page=to))


def _turn(*buttons: RenderedButton | None) -> tuple[Row, ...]:
    row = tuple(b for b in buttons if b is not None)
    return (row,) if row else ()


def format_letter_args(reader: Reader, args: Args, keyed: tuple[str, ...] = ()) -> dict[str, Arg]:
    """Return a text's arguments as the reader reads them; `keyed`: the names of arguments whose value is itself the key
    of a text."""
    given = format_args(reader.language, args, now=reader.now, zone=reader.settings.timezone)
    for name in keyed:
        given[name] = reader.say(str(args[name]), **given)
    return given


def make_letter_buttons(
    reader: Reader, buttons: tuple[tuple[Button, ...], ...], args: Args | None = None
) -> tuple[Row, ...]:
    """Return a letter's buttons with their labels. `args`: the letter's, for buttons that copy one of them."""
    return tuple(tuple(_of_letter(reader, one, args or {}) for one in row) for row in buttons)


def _of_letter(reader: Reader, one: Button, args: Args) -> RenderedButton:
    style, copied = Style(one.style) if one.style else None, str(args[one.copy]) if one.copy else None
    label = reader.say(one.label, **format_letter_args(reader, one.args))
    return RenderedButton(label, one.data, one.url, style, copied)
