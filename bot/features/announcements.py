"""Announcements in the bot: buttons, handlers and screens.

An announcement as a draft and while it is sent, the list of announcements, and what receivers read.
"""

from enum import StrEnum
from functools import partial
from typing import Annotated

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message
from pydantic import Field

from bot.content import extract_words
from bot.feature import Command, Feature, Turning, ViewSpec
from bot.features.problems import screens
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import Id, PageNumber, Press, handle_presses
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from bot.views.pages import cut_shown_page
from bot.views.reader import LABEL
from desk import Desk, Outdated
from desk.announcements import mailing, reading
from desk.announcements import switch as own_switch
from desk.announcements.mailing import DRAFT, SCHEDULED, SENDING
from desk.announcements.reading import AnnouncementInfo
from desk.announcements.receivers import Audience, has_announcements_on
from desk.i18n import LANGUAGES, say
from desk.outbox import Show
from desk.policy.permissions import Grant
from desk.text import RichText, shorten_line


class MailingScreen(CallbackData, prefix="mailing"):
    """Show a screen of buttons for the draft; page 1 is the first one."""

    mailing: Id
    page: PageNumber


class MailingFor(StrEnum):
    """The ways to choose receivers."""

    ALL = "all"
    LANGUAGE = "language"
    EVENT = "event"
    TOPIC = "topic"


class MailingTo(CallbackData, prefix="mailing_to"):
    """Set the audience of a draft. `key` is a language code, the id of an event or topic, or empty for everybody."""

    mailing: Id
    by: MailingFor
    key: Annotated[str, Field(pattern="^[a-z0-9]{0,19}$")]


class MailingSend(CallbackData, prefix="mailing_send"):
    """Start sending the announcement."""

    mailing: Id


class MailingDrop(CallbackData, prefix="mailing_drop"):
    """Discard the draft."""

    mailing: Id


class MailingStop(CallbackData, prefix="mailing_stop"):
    """Stop sending: people who have not received the announcement do not get it."""

    mailing: Id


class MailingsSwitch(CallbackData, prefix="mailing_off"):
    """Switch announcements off (0) or on (1) for the person who presses."""

    on: Annotated[int, Field(ge=0, le=1)]


_MAILED = "mailed"
_GOT = "got"  # the chat has the message already, or it is the admin's preview
_LANGUAGES, _EVENTS, _TOPICS = 2, 3, 10
_A_SCREEN = 6
_LINE = 60  # characters of a text in a list


async def _render_received(reader: Reader, letter: Show) -> Rendered | None:
    """Render what receivers read, with a button to switch announcements off. Return None for people who have
    switched them off, and after the announcement was stopped."""
    known = await reading.load_for_receiver(reader.session, letter.number)
    wanted, got = has_announcements_on(reader.person), letter.find == _GOT
    if known is None or not (got or known.goes):
        return None
    if known.problem_id is not None:
        words = await screens.word_problem_end(reader, known.problem_id, asked=not got)
        wanted = wanted or not got  # its switch also ends following the problem
    else:
        words = known.words if wanted or got else None
    return None if words is None else Rendered(words, ((make_switch_button(reader, on=not wanted),),))


def make_switch_button(reader: Reader, *, on: bool) -> RenderedButton:
    """Return the button that switches announcements off, or on again."""
    return reader.make_button("btn-mailings", MailingsSwitch(on=int(on)), on=int(on))


async def _render_announcement(reader: Reader, letter: Show) -> Rendered | None:
    """Render a draft with its audience, or the progress of sending."""
    shown = await reading.load_announcement(reader.session, letter.number, reader.settings)
    if shown is None:
        return None
    if shown.state == DRAFT:
        how = reader.say_rich("mailing-how")
        head = compose.join_lines([reader.say_rich("mailing-to", to=_to(reader, shown)), _reach(reader, shown)])
        words = compose.join([head, how], "\n\n")
        return Rendered(words, await _choices(reader, shown, letter.page))
    return Rendered(_progress(reader, shown), _stopping(reader, [shown]))


async def render_list(reader: Reader, _letter: Show) -> Rendered | None:
    """Render the newest announcements and how to make one."""
    known = await reading.list_latest(reader.session, reader.settings)
    lines = [compose.join_lines([f"“{shorten_line(one.words.text, _LINE)}”", _progress(reader, one)]) for one in known]
    words = compose.join([reader.say_rich("mailings-title"), *lines, reader.say_rich("mailings-how")], "\n\n")
    return Rendered(words, _stopping(reader, known))


def _to(reader: Reader, shown: AnnouncementInfo) -> str:
    if shown.to.language is not None:
        return say(shown.to.language, "language-name")
    return shown.event or shown.category or reader.say("mailing-everybody")


def _reach(reader: Reader, shown: AnnouncementInfo) -> str:
    return reader.say("mailing-reach", n=shown.people, minutes=-(-shown.seconds // 60))


def _progress(reader: Reader, shown: AnnouncementInfo) -> RichText:
    at = "" if shown.starts_at is None else reader.format_moment(shown.starts_at)
    said = reader.say_rich("mailing-progress", state=shown.state, n=shown.posted, people=shown.people, at=at)
    trouble = {"refused": shown.refused, "unknown": shown.unknown, "failed": shown.failed}
    return compose.join_lines([said, *(reader.say_rich(f"mailing-{what}", n=n) for what, n in trouble.items() if n)])


def _stopping(reader: Reader, known: list[AnnouncementInfo]) -> tuple[Row, ...]:
    under_way = [one for one in known if one.state in (SENDING, SCHEDULED)]
    buttons = [
        reader.make_button(
            "btn-mailing-stop",
            MailingStop(mailing=one.id),
            words=shorten_line(one.words.text, 20),
        )
        for one in under_way
    ]
    return keyboards.arrange_rows(buttons, 1)


async def _choices(reader: Reader, shown: AnnouncementInfo, page: int) -> tuple[Row, ...]:
    if page == _LANGUAGES:
        return _audience_rows(
            reader, shown, [(MailingFor.LANGUAGE, code, say(code, "language-name")) for code in LANGUAGES]
        )
    if page == _EVENTS:
        events = await reading.list_events(reader.session, _A_SCREEN)
        return _audience_rows(reader, shown, [(MailingFor.EVENT, str(key), name) for key, name in events])
    if page >= _TOPICS:
        return await _topics(reader, shown, page - _TOPICS + 1)
    return await _aims(reader, shown)


async def _aims(reader: Reader, shown: AnnouncementInfo) -> tuple[Row, ...]:
    """Return the first screen of a draft. It offers only what the desk has: events and topics may be missing."""
    screens = [("btn-mailing-language", _LANGUAGES)]
    if reader.settings.events:
        screens.append(("btn-mailing-event", _EVENTS))
    if await _all_topics(reader):
        screens.append(("btn-mailing-topic", _TOPICS))
    everybody = reader.make_button("btn-mailing-all", _aim(shown, MailingFor.ALL, ""))
    aims = [everybody] + [reader.make_button(key, MailingScreen(mailing=shown.id, page=page)) for key, page in screens]
    send = reader.make_main_button("btn-mailing-send", MailingSend(mailing=shown.id), n=shown.people)
    drop = reader.make_button("btn-mailing-drop", MailingDrop(mailing=shown.id))
    return (*keyboards.arrange_rows(aims, 2), (send, drop) if shown.people else (drop,))


async def _topics(reader: Reader, shown: AnnouncementInfo, page: int) -> tuple[Row, ...]:
    known = await _all_topics(reader)
    turn = partial(MailingScreen, mailing=shown.id)
    listed = cut_shown_page(reader, known, page, _A_SCREEN, lambda to: turn(page=_TOPICS + to - 1))
    here = [(MailingFor.TOPIC, str(key), name) for key, name in listed.shown]
    return (*listed.turning, *_audience_rows(reader, shown, here))


async def _all_topics(reader: Reader) -> list[tuple[int, str]]:
    return await reading.list_topics(reader.session, reader.language)


def _audience_rows(
    reader: Reader, shown: AnnouncementInfo, offered: list[tuple[MailingFor, str, str]]
) -> tuple[Row, ...]:
    back = reader.make_button("btn-mailing-back", MailingScreen(mailing=shown.id, page=1))
    buttons = [RenderedButton(shorten_line(name, LABEL), _aim(shown, by, key).pack()) for by, key, name in offered]
    return (*keyboards.arrange_rows(buttons, 2), (back,))


def _aim(shown: AnnouncementInfo, by: MailingFor, key: str) -> MailingTo:
    return MailingTo(mailing=shown.id, by=by, key=key)


def make_router() -> Router:
    made = StaffRouter(name="mailings")
    made.message.register(draft_announcement, CommandFilter("announce"))
    handle_presses(made, set_audience, _send_announcement, drop_draft, stop_sending, switch_announcements)
    return made


async def draft_announcement(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Draft an announcement from `/announce text` or from the admin's own message that `/announce` replies to; show
    the list of announcements if there is no text."""
    await desk.require_grant(Grant.MAILINGS)
    words = command.words if command.words.text.strip() else _copy_replied(message)
    if words is None:
        respond.post_letter(desk, Show("mailings", slot="mailings", fresh=True))
        return
    mailing_id = await mailing.draft_announcement(desk, words)
    respond.post_letter(desk, Show("mailed", slot=f"{_MAILED}:{mailing_id}", fresh=True, find=_GOT))
    respond.post_letter(desk, Show("mailing", slot=f"mailing:{mailing_id}", fresh=True))


def _copy_replied(message: Message) -> RichText | None:
    """Return what an admin wrote before, with its formatting; None if the message is the bot's."""
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or replied.from_user.is_bot:
        return None
    return extract_words(replied)


async def set_audience(_query: CallbackQuery, callback_data: MailingTo, desk: Desk, pressed: PressedMessage) -> None:
    """Set the audience and show how many people it has."""
    by, key = callback_data.by, callback_data.key
    if by in (MailingFor.EVENT, MailingFor.TOPIC) and not key.isdecimal():
        raise Outdated
    to = Audience(
        language=key if by is MailingFor.LANGUAGE else None,
        event_id=int(key) if by is MailingFor.EVENT else None,
        category_id=int(key) if by is MailingFor.TOPIC else None,
    )
    await mailing.set_audience(desk, callback_data.mailing, to)
    _show_announcement(desk, pressed, callback_data.mailing)


async def _send_announcement(
    _query: CallbackQuery, callback_data: MailingSend, desk: Desk, pressed: PressedMessage
) -> None:
    """Start sending; the message then shows the progress and a button to stop."""
    await mailing.begin_sending(desk, callback_data.mailing)
    _show_announcement(desk, pressed, callback_data.mailing)


async def drop_draft(_query: CallbackQuery, callback_data: MailingDrop, desk: Desk, pressed: PressedMessage) -> None:
    await mailing.discard_draft(desk, callback_data.mailing)
    _show_announcement(desk, pressed, callback_data.mailing)


async def stop_sending(
    _query: CallbackQuery, callback_data: MailingStop, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Stop sending, pressed under the announcement or in the list."""
    await mailing.stop_sending(desk, callback_data.mailing)
    press.say("mailing-stopped-now")
    if pressed.kind == "mailings":
        respond.post_letter(desk, Show("mailings", slot="mailings"))
        return
    _show_announcement(desk, pressed, callback_data.mailing)


async def switch_announcements(
    _query: CallbackQuery, callback_data: MailingsSwitch, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Switch announcements for the presser, and update the pressed message if its place in the chat is known."""
    pressed.require_view(_MAILED, "news")
    await own_switch.switch_announcements(desk, on=bool(callback_data.on))
    press.say("mailings-switched", on=callback_data.on)
    if not pressed.recorded:
        return  # its place in the chat is not known yet
    if pressed.kind == "news":
        respond.post_letter(desk, Show("news", slot="news"))
        return
    respond.post_letter(desk, Show("mailed", slot=str(pressed.slot), find=_GOT))


def _show_announcement(desk: Desk, pressed: PressedMessage, mailing_id: int) -> None:
    pressed.require_view("mailing")
    respond.post_letter(desk, Show("mailing", slot=f"mailing:{mailing_id}"))


FEATURE = Feature(
    name="announcements",
    routers=(make_router,),
    views={
        "mailings": ViewSpec(render_list, grant=Grant.MAILINGS),
        "mailing": ViewSpec(_render_announcement, grant=Grant.MAILINGS),
        "mailed": ViewSpec(_render_received),
    },
    turns=(Turning(MailingScreen, "mailing", "mailing:{one.mailing}"),),
    commands=(Command("announce", grave=True, grant=Grant.MAILINGS),),
)
