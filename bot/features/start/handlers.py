"""`/start` and the language, for everyone in a private chat."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.features.integrations import handlers_sign_in_links
from bot.features.notifications import buttons as notification_buttons
from bot.features.organizations import handlers_members as organization_members
from bot.features.setup.handlers import begin_setup
from bot.handlers import CommandFilter, IsPrivate, PastedLink, PressedMessage, TypedCommand, respond
from db.models import Person, Role
from desk import Desk
from desk.events import ticket_events
from desk.i18n import LANGUAGES, say
from desk.integrations import user_linking
from desk.organizations.invites import is_member_invite
from desk.outbox import Say, parked_letters
from desk.policy import permissions
from desk.staff import invites, preferences
from desk.staff.invites import InviteResult
from desk.staff.members import make_first_welcome


def make_router() -> Router:
    """Return a fresh router of these."""
    made = Router(name="start, language")
    made.message.filter(IsPrivate())
    made.message.register(handle_start, CommandFilter("start"))
    made.message.register(handle_start, PastedLink())
    made.message.register(offer_languages, CommandFilter("language"))
    made.callback_query.register(set_language, notification_buttons.ChooseLanguage.filter(F.code.in_(LANGUAGES)))
    return made


async def handle_start(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """Handle `/start`, and a link that was pasted: welcome the person, or open the link whose code follows.

    The code is of an event, of an integration, of an organization or of an invite; any other, such as the name of a
    campaign, is no code of ours, and means nothing. `/start` never becomes a ticket. A
    person who comes back gets the messages that waited for them, and no welcome in between.
    """
    code = command.words.text.strip()
    event = ticket_events.open_link(desk, code)
    if event is not None:
        respond.post_welcome(desk, "event-welcome", {"name": event.name})
    elif user_linking.is_link(code) and desk.rules.web.url is not None:
        await handlers_sign_in_links.open_link(desk, code)
        return
    elif is_member_invite(code) and desk.rules.organizations.enabled:
        await organization_members.open_link(desk, code)
        return
    elif invites.is_invite(code) or user_linking.is_link(code) or is_member_invite(code):
        admission = await invites.accept_invite(desk, code)
        if admission.how is InviteResult.NO_GOOD:
            respond.post_line(desk, "invite-bad")
            return
        if admission.how is InviteResult.ADMIN:
            begin_setup(desk)
        if admission.how is not InviteResult.ALREADY:
            return
    if event is None and not await parked_letters.is_catching_up(desk.session, me):
        _post_hello(desk, me)
    if permissions.is_staff(me) or me.language_chosen:
        respond.post_menu(desk)


def _post_hello(desk: Desk, me: Person) -> None:
    """Say hello. An admin is led through the set-up while all settings have their defaults."""
    if me.role is Role.ADMIN and desk.rules.version == 0:
        respond.post_letter(desk, make_first_welcome(desk.rules))
        begin_setup(desk)
    else:
        respond.post_welcome(desk, "start-agent" if permissions.is_staff(me) else "start-requester", {})


async def offer_languages(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/language ru`: set it; without a language, or with an unknown one, offer the choice."""
    wanted = command.words.text.strip().casefold()
    found = next((code for code in LANGUAGES if wanted in (code, say(code, "language-name").casefold())), None)
    if found is not None:
        await preferences.set_language(desk, found)
        respond.post_letter(desk, Say("language-set", slot="language"))
        return
    row = tuple(
        respond.press_button(
            "btn-language", notification_buttons.ChooseLanguage(code=code), name=say(code, "language-name")
        )
        for code in LANGUAGES
    )
    respond.post_letter(desk, Say("language-choose", buttons=(row,), slot="language"))


async def set_language(
    _query: CallbackQuery, callback_data: notification_buttons.ChooseLanguage, desk: Desk, spot: PressedMessage
) -> None:
    spot.require_face("language")
    spot.require_open()
    await preferences.set_language(desk, callback_data.code)
    respond.post_letter(desk, Say("language-set", slot="language", replace=True))
