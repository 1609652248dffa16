"""A requester's notifications: the switches, and the message with the collected lines of a day."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.features import announcements as announcement_screens
from bot.features import writing
from bot.features.organizations.screens_gathered import render_gathered
from bot.features.ticket import buttons as ticket_buttons
from bot.views import Reader, Rendered, RenderedButton, compose, keyboards
from desk.announcements.receivers import has_announcements_on
from desk.announcements.switch import has_used_switch
from desk.i18n.formats import format_args
from desk.outbox import Show
from desk.policy import NotificationLevel, RequesterNotification, StaffNotification, is_wanted
from desk.policy.phone_alerts import PhoneWay
from desk.policy.requester_notifications import has_team_requests_on
from desk.queries import daily_digest, memberships
from desk.queries.daily_digest import DigestRow
from desk.requests import team_requests
from desk.text import RichText


class SetLevel(CallbackData, prefix="hear"):
    """Set how a member of staff gets a kind of notification: with sound, silently or not at all."""

    news: StaffNotification
    how: NotificationLevel


class KeepTakenCards(CallbackData, prefix="takencards"):
    """Keep the cards of tickets that colleagues took, or have them deleted."""

    on: bool


class ChoosePhoneWay(CallbackData, prefix="phoneway"):
    """Choose how a critical ticket wakes a member of staff outside Telegram; without a way: not at all."""

    way: PhoneWay | None


class OwnNotifications(CallbackData, prefix="ownnews"):
    """Show staff the notifications about their own requests."""


class SwitchNotification(CallbackData, prefix="news"):
    """Switch a kind of notification on or off, for a requester."""

    kind: RequesterNotification
    on: bool


class ChooseLanguage(CallbackData, prefix="lang"):
    """Choose the language of the bot."""

    code: Annotated[str, Field(pattern="^[a-z]{2}$")]


_MOST_LINES = 30
_MOST_OPENED = 10
_GATHERED = 2  # of `several`: a reply to the collected message is about none of them; each has a button that opens it


async def render_switches(reader: Reader, _letter: Show) -> Rendered | None:
    """Render `/notifications`: which kinds are on."""
    lines = [reader.say_rich("news-line", news=one.value, on=int(_on(reader, one))) for one in RequesterNotification]
    buttons = [_button(reader, one) for one in RequesterNotification]
    if has_used_switch(reader.person.switches):
        on = has_announcements_on(reader.person)
        lines.append(reader.say_rich("news-line", news="mailings", on=int(on)))
        buttons.append(announcement_screens.make_switch_button(reader, on=not on))
    if await team_requests.has_been_asked(reader.session, reader.person, reader.settings):
        lines.append(reader.say_rich("news-line", news="begun", on=int(has_team_requests_on(reader.person))))
        buttons.append(writing.make_own_switch(reader))
    parts = [reader.say_rich("news-title"), compose.join_lines(lines), reader.say_rich("news-always")]
    if reader.settings.organizations.enabled and await memberships.list_own(reader.session, reader.person):
        parts.append(reader.say_rich("news-organization"))
    words = compose.join(parts, "\n\n")
    return Rendered(words, keyboards.arrange_rows(buttons, 2))


async def render_digest(reader: Reader, letter: Show) -> Rendered | None:
    """Render the notifications of a day in one message; None if none of them is the reader's any more."""
    last = letter.number
    lines = await daily_digest.load_digest(reader.session, reader.person, last)
    of_others = await render_gathered(reader, last)
    if not lines:
        return of_others
    said = [_digest_line(reader, line) for line in lines[-_MOST_LINES:]]
    more = len(lines) - len(said)
    cut = reader.say_rich("card-more-lines", n=more) if more else RichText()
    numbers = list(dict.fromkeys(line.number for line in lines))[-_MOST_OPENED:]
    opening = [reader.make_button("btn-number", ticket_buttons.Open(number=n), number=n) for n in numbers]
    words, rows = compose.join_lines([reader.say_rich("digest-title"), cut, *said]), keyboards.arrange_rows(opening, 5)
    if of_others is None:
        return Rendered(words, rows)
    return Rendered(compose.join([words, of_others.words], "\n\n"), (*rows, *of_others.buttons))


def _digest_line(reader: Reader, line: DigestRow) -> RichText:
    args = {**line.args, "several": _GATHERED} if "several" in line.args else line.args
    given = format_args(reader.language, args, now=reader.now, zone=reader.settings.timezone)
    return RichText("• ") + reader.say_rich(line.key, **given)


def _on(reader: Reader, news: RequesterNotification) -> bool:
    return is_wanted(reader.person, news, reader.settings)


def _button(reader: Reader, news: RequesterNotification) -> RenderedButton:
    on = _on(reader, news)
    press = SwitchNotification(kind=news, on=not on)
    return reader.make_button("btn-news", press, news=news.value, on=int(on))
