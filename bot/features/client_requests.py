"""`/tickets` for administrators and directors of organizations: the requests of the organization's people.

The list of an organization's requests, and what it can be filtered by.
"""

from collections.abc import Sequence
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.feature import Feature, Turning, ViewSpec
from bot.features.lists import screens
from bot.features.ticket import buttons as ticket_buttons
from bot.handlers.pressed_message import PageNumber
from bot.views import Reader, Rendered, RenderedButton, Row, keyboards
from bot.views.pages import cut_shown_page
from desk.outbox import Show
from desk.queries import led_requests
from desk.queries.led_requests import LedBy, LedChoice, LedPage
from desk.queries.lists import TicketRow
from desk.text import RichText, shorten_line


class LedPageTurn(CallbackData, prefix="led"):
    """Show a page of the requests of one's organizations. `key`: the id that a filter needs, otherwise 0."""

    by: LedBy
    key: Annotated[int, Field(ge=0, le=2**63 - 1)]
    page: PageNumber


class LedChoices(CallbackData, prefix="led_by"):
    """Show what the requests can be filtered by."""

    by: LedBy
    page: PageNumber


_A_SCREEN = 10
_CHOOSES = (LedBy.ORGANIZATION, LedBy.OUTLET, LedBy.EMPLOYEE)


async def _render_led(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of what the reader may see at this moment, or the choices of a filter; who leads no organization
    any more sees their own requests."""
    led = await led_requests.list_led(reader.session, reader.person)
    kind, _, value = (letter.find or "").partition(":")
    if kind == CHOOSING and LedBy(value) in _CHOOSES:
        there = await led_requests.list_choices(reader.session, reader.person, led, LedBy(value))
        return _render_choices(reader, LedBy(value), there, letter.page)
    words = letter.key.removeprefix("?")
    by, key = LedBy(kind or LedBy.ALL), int(value or 0)
    shown = await led_requests.load_led_page(reader.session, reader.person, led, by, key, words=words, page=letter.page)
    page = _render_page(reader, shown, by, key, led, words=words)
    return screens.add_search_limits(reader, page) if words else page


def _render_page(
    reader: Reader, shown: LedPage, by: LedBy, key: int, led: Sequence[LedChoice], *, words: str
) -> Rendered:  # fmt: skip
    filters = _make_filters(reader, by, led) if led else ()
    page, organizations = shown.page, {one.id: one.name for one in led} if len(led) > 1 else {}
    if not page.lines:
        return Rendered(_say_none(reader, by, words, is_leading=bool(led)), filters)
    title = reader.say_rich("led-title", by=by.value, name=shown.named, n=page.open_count)
    turning = keyboards.make_page_buttons(
        reader,
        page.page,
        page.pages,
        lambda to: LedPageTurn(by=by, key=key, page=to),
    )
    said = screens.format_list(reader, title, page, lambda r, one: _format_line(r, one, organizations))
    new = reader.make_button("btn-new", ticket_buttons.ChooseRequest(target=ticket_buttons.NoTicket.NEW))
    return Rendered(said, (*keyboards.make_number_rows(reader, page.lines), *turning, *filters, (new,)))


def _say_none(reader: Reader, by: LedBy, words: str, *, is_leading: bool) -> RichText:
    if words and is_leading:
        return reader.say_rich("led-found-none", words=shorten_line(words))
    if words:
        return reader.say_rich("list-found-none", words=shorten_line(words))
    return reader.say_rich("led-none", all=int(by is LedBy.ALL))


def _format_line(reader: Reader, ticket: TicketRow, organizations: dict[int, str]) -> RichText:
    whose = reader.say("led-own") if ticket.requester_id == reader.person.id else ticket.requester
    return screens.format_own_line(reader, ticket, whose, organizations.get(ticket.organization_id or 0, ""))


def _make_filters(reader: Reader, by: LedBy, led: Sequence[LedChoice]) -> tuple[Row, ...]:
    whole = [
        reader.make_button("btn-led", LedPageTurn(by=one, key=0, page=1), by=one.value)
        for one in (LedBy.ALL, LedBy.MINE)
        if one is not by
    ]
    some = [
        reader.make_button("btn-led", LedChoices(by=one, page=1), by=one.value)
        for one in _CHOOSES
        if one is not LedBy.ORGANIZATION or len(led) > 1
    ]
    return keyboards.arrange_rows([*whole, *some], 3)


def _render_choices(reader: Reader, by: LedBy, there: Sequence[LedChoice], page: int) -> Rendered:
    listed = cut_shown_page(reader, there, page, _A_SCREEN, lambda to: LedChoices(by=by, page=to))
    every = reader.make_button("btn-led", LedPageTurn(by=LedBy.ALL, key=0, page=1), by=LedBy.ALL.value)
    words = reader.say_rich("led-choose", by=by.value, any=int(bool(there)))
    return Rendered(words, (*keyboards.arrange_rows([_choose(reader, by, one) for one in listed.shown], 2),
                            *listed.turning, (every,)))  # fmt: skip


def _choose(reader: Reader, by: LedBy, one: LedChoice) -> RenderedButton:
    press = LedPageTurn(by=by, key=one.id, page=1)
    return reader.make_button("btn-category", press, name=one.name)


CHOOSING = "by"
"""Begins the name of a screen of choices in a letter."""


FEATURE = Feature(
    name="client_requests",
    views={"led": ViewSpec(_render_led, is_list=True)},
    turns=(
        Turning(LedPageTurn, "led", find="{one.by}:{one.key}"),
        Turning(LedChoices, "led", find=CHOOSING + ":{one.by}"),
    ),
)
