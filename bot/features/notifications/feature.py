"""Declares the feature "notifications" to the core of the bot."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.notifications import screens_requester
from bot.handlers import CommandFilter, IsPrivate, PressedMessage, respond
from bot.views import Reader, Rendered, RenderedButton, compose, keyboards
from db.models import Person
from desk import Desk
from desk.outbox import Show
from desk.policy import NotificationLevel, StaffNotification, get_level, permissions
from desk.policy.wanted_notifications import has_taken_cards, is_receiver
from desk.staff import availability

# The notifications of staff: a button for each kind, which shows its next level.


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
    words = compose.join(
        [reader.say_rich("hear-title"), compose.join_lines(lines), reader.say_rich("hear-always")], "\n\n"
    )
    cards = keyboards.make_button(
        reader.language, "btn-taken-cards", screens_requester.KeepTakenCards(on=not kept), kept=int(kept)
    )
    own = keyboards.make_button(reader.language, "btn-own-news", screens_requester.OwnNotifications())
    return Rendered(words, (*keyboards.arrange_rows([_button(reader, one) for one in kinds], 2), (cards,), (own,)))


def _button(reader: Reader, news: StaffNotification) -> RenderedButton:
    how = _NEXT[get_level(reader.person, news)]
    press = screens_requester.SetLevel(news=news, how=how)
    return keyboards.make_button(reader.language, "btn-hear", press, news=news.value, how=how.value)


# The switches of staff's notifications; `/notifications` shows them. The desk checks again that the person is staff.


def _make_staff_router() -> Router:
    """Return a fresh router of these buttons."""
    made = Router(name="hearing")
    made.callback_query.register(set_level, screens_requester.SetLevel.filter())
    made.callback_query.register(keep_taken_cards, screens_requester.KeepTakenCards.filter())
    made.callback_query.register(_show_own_notifications, screens_requester.OwnNotifications.filter())
    return made


async def set_level(
    _query: CallbackQuery, callback_data: screens_requester.SetLevel, desk: Desk, spot: PressedMessage
) -> None:
    """Set the level of a kind; the message then shows the levels of all kinds."""
    spot.require_face("hearing")
    await availability.set_level(desk, callback_data.news, callback_data.how)
    respond.post_letter(desk, Show("hearing", slot="hearing"))


async def keep_taken_cards(
    _query: CallbackQuery, callback_data: screens_requester.KeepTakenCards, desk: Desk, spot: PressedMessage
) -> None:
    """Keep cards of tickets that colleagues took, or have them deleted; the message then shows which."""
    spot.require_face("hearing")
    await availability.keep_taken_cards(desk, on=callback_data.on)
    respond.post_letter(desk, Show("hearing", slot="hearing"))


async def _show_own_notifications(_query: CallbackQuery, desk: Desk, me: Person, spot: PressedMessage) -> None:
    """Show staff the notifications about their own requests."""
    permissions.require_staff(me)
    spot.require_face("hearing")
    respond.post_letter(desk, Show("news", slot="news", fresh=True))


# `/notifications`: the notifications about one's own requests, each kind switched by a button.


def make_router() -> Router:
    """Return a fresh router of this command and its buttons."""
    made = Router(name="notifications")
    made.message.filter(IsPrivate())
    made.message.register(_show_notifications, CommandFilter("notifications"))
    made.callback_query.register(switch_notification, screens_requester.SwitchNotification.filter())
    return made


async def _show_notifications(_message: Message, desk: Desk) -> None:
    """Handle `/notifications`. Staff get their own screen, which has a button to this one."""
    if permissions.is_staff(desk.require_actor()):
        respond.post_letter(desk, Show("hearing", slot="hearing", fresh=True))
        return
    respond.post_letter(desk, Show("news", slot="news", fresh=True))


async def switch_notification(
    _query: CallbackQuery, callback_data: screens_requester.SwitchNotification, desk: Desk, spot: PressedMessage
) -> None:
    """Switch a kind on or off; the message then shows the state of all kinds."""
    spot.require_face("news")
    await availability.switch_notification(desk, callback_data.kind, on=callback_data.on)
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
    commands=(Command("notifications"),),
)
