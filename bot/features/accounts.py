"""Account data of requesters on the tickets of staff, and the button that asks for it again.

Account data as staff read it on a card, and whole on an opened ticket.
"""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.feature import Feature
from bot.handlers import PressedMessage
from bot.handlers.pressed_message import OfTicket, Press, make_press_router
from bot.views import Reader, RenderedButton, compose
from desk import Desk
from desk.accounts import account_lookups
from desk.accounts.account_data import AccountField, AccountInfo, AccountLink
from desk.queries.ticket_card import TicketCard
from desk.text import RichText, isolate_direction


class RefreshAccount(OfTicket, prefix="account"):
    """Ask for the account data of the ticket's requester now."""


_ON_CARD = 3  # fields
_CARD_VALUE = 80  # characters of a value on a card


def format_on_card(reader: Reader, ticket: TicketCard) -> RichText:
    """Return the first fields, how many more there are, and of when they are; empty if nothing is known."""
    account = ticket.staff.account
    if account is None:
        return RichText()
    shown, rest = account.fields[:_ON_CARD], len(account.fields) - _ON_CARD
    more = reader.say("account-more", n=rest) if rest > 0 else ""
    lines = [_line(one, _CARD_VALUE) for one in shown]
    return compose.join_lines([_labels(reader, account), *lines, more, _times(reader, account)])


def format_whole(reader: Reader, ticket: TicketCard) -> RichText:
    """Return all fields and the link, and of when they are; empty if nothing is known."""
    account = ticket.staff.account
    if account is None:
        return RichText()
    link = _link(account.link) if account.link is not None else ""
    fields = [_line(one) for one in account.fields]
    return compose.join_lines([_labels(reader, account), *fields, link, _times(reader, account)])


def make_refresh_button(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    """Return the button that asks for the data again, where some is shown and there is a system to ask."""
    if reader.settings.accounts.url is None or ticket.staff.account is None:
        return []
    return [reader.make_button("btn-account", RefreshAccount(number=ticket.number))]


def _line(one: AccountField, most: int | None = None) -> RichText:
    value = RichText(one.value) if most is None else compose.clip_text(RichText(one.value), most)
    parts = [isolate_direction(RichText(one.label)).with_style("bold"), isolate_direction(value)]
    return compose.join(parts, ": ")


def _labels(reader: Reader, account: AccountInfo) -> RichText:
    return reader.say_rich("account-labels", labels=", ".join(account.labels)) if account.labels else RichText()


def _link(link: AccountLink) -> RichText:
    return isolate_direction(RichText(link.label).with_style("text_link", url=link.url))


def _times(reader: Reader, account: AccountInfo) -> RichText:
    known = bool(account.fields or account.link)
    as_of = reader.say_rich("account-as-of", at=reader.format_instant(account.as_of)) if account.as_of and known else ""
    failed = account.failed_since
    since = reader.say_rich("account-failed", at=reader.format_instant(failed)) if failed is not None else ""
    return compose.join([as_of, since], " · ")


def make_router() -> Router:
    """Return a fresh router of this feature."""
    return make_press_router("accounts", refresh_account)


async def refresh_account(
    _query: CallbackQuery, callback_data: RefreshAccount, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Ask for the requester's account data; the message is edited when the answer is there."""
    pressed.require_ticket(callback_data.number)
    await account_lookups.refresh_account(desk, callback_data.number)
    press.say("account-asked")


FEATURE = Feature(name="accounts", routers=(make_router,))
