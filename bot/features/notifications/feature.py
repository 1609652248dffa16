"""Declares the feature "notifications" to the core of the bot."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from bot.content import read_message
from bot.feature import AGENT, AskedPrompt, Command, Feature, ViewSpec
from bot.features.notifications import screens_requester
from bot.handlers import CommandFilter, HasField, PressedMessage, StaffRouter, respond
from bot.handlers.pressed_message import handle_presses
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from db.models import Person
from desk import Desk
from desk.conversation.new_entry import IncomingMessage
from desk.outbox import Say, Show
from desk.policy import NotificationLevel, StaffNotification, get_level, permissions
from desk.policy.phone_alerts import (
    PhoneWay,
    get_alert_browsers,
    get_phone_number,
    get_phone_way,
    get_unproven_address,
    list_phone_ways,
)
from desk.policy.staff_notification_switches import has_taken_cards, is_receiver
from desk.staff import preferences
from desk.text import RichText
from desk.text.masking.phone_numbers import mask_number

_NEXT = {
    NotificationLevel.SOUND: NotificationLevel.SILENT,
    NotificationLevel.SILENT: NotificationLevel.OFF,
    NotificationLevel.OFF: NotificationLevel.SOUND,
}


async def render_switches(reader: Reader, _letter: Show) -> Rendered | None:
    """Render `/notifications` for staff: each press goes on from sound to silent to off, and to sound again."""
    kinds = [one for one in StaffNotification if is_receiver(reader.person, one)]
    lines = [reader.say_rich("hear-line", news=one.value, how=get_level(reader.person, one).value) for one in kinds]
    kept = has_taken_cards(reader.person)
    lines.append(reader.say_rich("taken-cards-line", kept=int(kept)))
    if list_phone_ways(reader.settings):
        lines.append(_describe_phone(reader))
    if (unproven := get_unproven_address(reader.person)) is not None:
        lines.append(reader.say_rich("alert-address-unproven", address=unproven))
    browsers = len(get_alert_browsers(reader.person))
    if browsers:
        lines.append(reader.say_rich("alert-browsers-line", n=browsers))
    words = compose.join(
        [reader.say_rich("hear-title"), compose.join_lines(lines), reader.say_rich("hear-always")], "\n\n"
    )
    cards = reader.make_button("btn-taken-cards", screens_requester.KeepTakenCards(on=not kept), kept=int(kept))
    own = reader.make_button("btn-own-news", screens_requester.OwnNotifications())
    rows = (*keyboards.arrange_rows([_button(reader, one) for one in kinds], 2), *_make_phone_rows(reader))
    return Rendered(words, (*rows, (cards,), (own,)))


def _describe_phone(reader: Reader) -> RichText:
    """Say how critical tickets wake the reader outside Telegram, at which number or address."""
    way, where = _get_phone(reader), get_phone_number(reader.person) or ""
    masked = f"{where[:1]}…@{where.partition('@')[2]}" if way is PhoneWay.EMAIL else mask_number(where)
    return reader.say_rich("phone-line", way=way.value if way is not None else "off", phone=masked)


def _get_phone(reader: Reader) -> PhoneWay | None:
    """Return the way that wakes the reader, None if it is set up no longer or lacks the number."""
    way = get_phone_way(reader.person)
    is_on = way in list_phone_ways(reader.settings) and get_phone_number(reader.person) is not None
    return way if is_on else None


def _make_phone_rows(reader: Reader) -> tuple[Row, ...]:
    """Return a button for each other way, where there is any; the last one also ends an address that is not proven."""
    ways, now = list_phone_ways(reader.settings), _get_phone(reader)
    is_asked = get_unproven_address(reader.person) is not None
    others = [way for way in (*ways, None) if way is not now or (way is None and is_asked)]
    return (tuple(_make_phone_button(reader, way) for way in others),) if ways else ()


def _make_phone_button(reader: Reader, way: PhoneWay | None) -> RenderedButton:
    press = screens_requester.ChoosePhoneWay(way=way)
    return reader.make_button("btn-phone-way", press, way=way.value if way is not None else "off")


def _button(reader: Reader, news: StaffNotification) -> RenderedButton:
    how = _NEXT[get_level(reader.person, news)]
    press = screens_requester.SetLevel(news=news, how=how)
    return reader.make_button("btn-hear", press, news=news.value, how=how.value)


def _make_staff_router() -> Router:
    """Return a fresh router of these buttons."""
    made = StaffRouter(name="hearing")
    handle_presses(made, set_level, keep_taken_cards, choose_phone_way)
    made.message.register(take_phone_number, HasField("contact"), _SharesAwaitedNumber())
    made.callback_query.register(_show_own_notifications, screens_requester.OwnNotifications.filter())
    return made


async def set_level(
    _query: CallbackQuery, callback_data: screens_requester.SetLevel, desk: Desk, pressed: PressedMessage
) -> None:
    """Set the level of a kind; the message then shows the levels of all kinds."""
    pressed.require_view("hearing")
    await preferences.set_level(desk, callback_data.news, callback_data.how)
    respond.post_letter(desk, Show("hearing", slot="hearing"))


async def keep_taken_cards(
    _query: CallbackQuery, callback_data: screens_requester.KeepTakenCards, desk: Desk, pressed: PressedMessage
) -> None:
    """Keep cards of tickets that colleagues took, or have them deleted; the message then shows which."""
    pressed.require_view("hearing")
    await preferences.keep_taken_cards(desk, on=callback_data.on)
    respond.post_letter(desk, Show("hearing", slot="hearing"))


class _SharesAwaitedNumber(Filter):
    """Takes a contact of a member of staff who was asked for their number."""

    async def __call__(self, _message: Message, me: Person) -> bool:
        return get_phone_way(me) is not None and get_phone_number(me) is None


async def choose_phone_way(
    _query: CallbackQuery, callback_data: screens_requester.ChoosePhoneWay, desk: Desk, pressed: PressedMessage
) -> None:
    """Choose a way outside Telegram; the first time, ask for the number that Telegram knows the person by, or for an
    address."""
    pressed.require_view("hearing")
    if await preferences.choose_phone_way(desk, callback_data.way):
        respond.post_letter(desk, Show("hearing", slot="hearing"))
    elif callback_data.way is PhoneWay.EMAIL:
        respond.post_question(desk, "alertaddress")
    else:
        respond.post_letter(desk, Say("phone-ask", keys=("key-register-number",)))


async def take_phone_number(message: Message, desk: Desk) -> None:
    """Store the shared number, remove the keyboard, and show what is chosen."""
    await preferences.set_phone_number(desk, read_message(message, now=desk.now).own_phone)
    respond.post_letter(desk, Say("phone-set", drop_keys=True))
    respond.post_letter(desk, Show("hearing", slot="hearing", fresh=True))


async def _ask_for_address(reader: Reader, _letter: Show) -> Rendered:
    return Rendered(reader.say_rich("alert-address-ask"))


async def _take_address(desk: Desk, incoming: IncomingMessage, _key: str) -> Show:
    """Ask by mail if the address that was typed is the person's, and show what is chosen."""
    await preferences.set_alert_address(desk, incoming.words.text)
    return Show("hearing", slot="hearing", fresh=True)


async def prove_address(desk: Desk, code: str) -> None:
    """Open the link of such a mail, and show what is chosen."""
    await preferences.prove_alert_address(desk, code)
    respond.post_letter(desk, Say("alert-address-set"))
    respond.post_letter(desk, Show("hearing", slot="hearing", fresh=True))


async def _show_own_notifications(_query: CallbackQuery, desk: Desk, me: Person, pressed: PressedMessage) -> None:
    """Show staff the notifications about their own requests."""
    permissions.require_staff(me)
    pressed.require_view("hearing")
    respond.post_letter(desk, Show("news", slot="news", fresh=True))


def make_router() -> Router:
    """Return a fresh router of this command and its buttons."""
    made = Router(name="notifications")
    made.message.register(_show_notifications, CommandFilter("notifications"))
    handle_presses(made, switch_notification)
    return made


async def _show_notifications(_message: Message, desk: Desk) -> None:
    """Handle `/notifications`. Staff get their own screen, which has a button to this one."""
    if permissions.is_staff(desk.require_actor()):
        respond.post_letter(desk, Show("hearing", slot="hearing", fresh=True))
        return
    respond.post_letter(desk, Show("news", slot="news", fresh=True))


async def switch_notification(
    _query: CallbackQuery, callback_data: screens_requester.SwitchNotification, desk: Desk, pressed: PressedMessage
) -> None:
    """Switch a kind on or off; the message then shows the state of all kinds."""
    pressed.require_view("news")
    await preferences.switch_notification(desk, callback_data.kind, on=callback_data.on)
    respond.post_letter(desk, Show("news", slot="news"))


FEATURE = Feature(
    name="notifications",
    routers=(
        make_router,
        _make_staff_router,
    ),
    views={
        "news": ViewSpec(screens_requester.render_switches),
        "digest": ViewSpec(screens_requester.render_digest),
        "hearing": ViewSpec(render_switches, AGENT),
    },
    prompts={"alertaddress": AskedPrompt(_take_address, repeats=True, asks=ViewSpec(_ask_for_address, AGENT))},
    commands=(Command("notifications"),),
)
