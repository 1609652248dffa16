"""`/start` and the language, for everyone in a private chat."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.feature import Command, Feature
from bot.features.integrations import feature as integrations
from bot.features.notifications import screens_requester as notification_buttons
from bot.features.notifications.feature import prove_address
from bot.features.organizations import handlers as organization_members
from bot.features.setup.handlers import begin_setup
from bot.features.sharing import open_share
from bot.handlers import CommandFilter, PastedLink, PressedMessage, TypedCommand, respond
from db.models import Person, Role
from desk import Desk
from desk.events import linking
from desk.guest_calls import asking as guest_calls
from desk.i18n import LANGUAGES, choose_language, say
from desk.integrations import user_tickets
from desk.notifications import to_phone
from desk.organizations.member_links import is_member_invite
from desk.outbox import Say, Show, letters_for_blocked
from desk.people import person_rows
from desk.policy import permissions
from desk.staff import invites, preferences
from desk.staff.invites import InviteResult
from desk.staff.members import make_first_welcome
from desk.tickets.participants import is_share
from desk.topics import editing


def make_router() -> Router:
    """Return a fresh router of these."""
    made = Router(name="start, language")
    made.message.register(_handle_start, CommandFilter("start"))
    made.message.register(_offer_languages, CommandFilter("language"))
    made.callback_query.register(set_language, notification_buttons.ChooseLanguage.filter(F.code.in_(LANGUAGES)))
    return made


def make_link_router() -> Router:
    """Return a fresh router of links that were pasted."""
    made = Router(name="pasted links")
    made.message.register(_handle_start, PastedLink())
    return made


async def _handle_start(message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """Handle `/start`, and a link that was pasted: welcome the person, or open the link whose code follows.

    The code is of an event, an integration, a call, a shared request, an address to prove, an organization or an
    invite, or names the policy; any other, such as the name of a campaign, is no code of ours, and means nothing.
    `/start` never becomes a ticket. A person who comes back gets the messages that waited for them, and no welcome in
    between.
    """
    code = command.words.text.strip()
    event = linking.open_link(desk, code)
    if event is not None:
        respond.post_welcome(desk, "event-welcome", {"name": event.name})
    elif user_tickets.is_link(code) and desk.rules.web.url is not None:
        await integrations.open_link(desk, code)
        return
    elif await _open_shown(desk, code):
        return
    elif is_share(code):
        await open_share(desk, code)
        return
    elif to_phone.is_proof_code(code) and permissions.is_staff(me):
        await prove_address(desk, code)
        return
    elif is_member_invite(code) and desk.rules.organizations.enabled:
        await organization_members.open_link(desk, code)
        return
    elif invites.is_invite(code) or user_tickets.is_link(code) or is_member_invite(code):
        admission = await invites.accept_invite(desk, code)
        if admission.how is InviteResult.NO_GOOD:
            respond.post_line(desk, "invite-bad")
            return
        person_rows.set_username(me, message.from_user.username if message.from_user else None)
        if admission.how is InviteResult.ADMIN:
            begin_setup(desk)
        if admission.how is not InviteResult.ALREADY:
            return
    if event is None and not await letters_for_blocked.is_catching_up(desk.session, me):
        _post_hello(desk, me)
    if permissions.is_staff(me) or me.language_chosen:
        respond.post_menu(desk)


async def _open_shown(desk: Desk, code: str) -> bool:
    """Show what a code names: the policy, from where `/privacy` is no command, or a request of a call. Return False for
    other codes."""
    if code == "privacy":
        respond.post_letter(desk, Show("privacy", slot="privacy", fresh=True))
        return True
    return await guest_calls.open_link(desk, code)


def _post_hello(desk: Desk, me: Person) -> None:
    """Say hello. An admin is led through the set-up while all settings have their defaults."""
    if me.role is Role.ADMIN and desk.rules.version == 0:
        respond.post_letter(desk, make_first_welcome(desk.rules))
        begin_setup(desk)
    elif permissions.is_staff(me):
        respond.post_welcome(desk, "start-agent", {})
    else:
        example = editing.find_example(desk.rules, choose_language(me, desk.rules.locale))
        respond.post_welcome(desk, "start-requester", {"shows": "yes" if example else "no", "example": example})


async def _offer_languages(_message: Message, command: TypedCommand, desk: Desk) -> None:
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
    _query: CallbackQuery, callback_data: notification_buttons.ChooseLanguage, desk: Desk, pressed: PressedMessage
) -> None:
    pressed.require_view("language")
    pressed.require_open()
    await preferences.set_language(desk, callback_data.code)
    respond.post_letter(desk, Say("language-set", slot="language", replace=True))


FEATURE = Feature(
    name="start",
    routers=(
        make_router,
        make_link_router,
    ),
    commands=(
        Command("start"),
        Command("language"),
    ),
)
