"""`/start`, `/help` and the language: first contact, for everybody in a private chat."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.features.integrations import handlers_sign_in_links as joins
from bot.features.notifications import buttons as own_callbacks
from bot.handlers import CommandFilter, IsCommand, IsPrivate, PressedMessage, TypedCommand, respond
from db.models import Person, Role
from desk import Desk
from desk.events import ticket_events
from desk.i18n import LANGUAGES, say
from desk.integrations import joining, separation
from desk.outbox import Say, parked
from desk.policy import permissions
from desk.sessions import sign_in
from desk.staff import invites, own_settings
from desk.staff.invites import Admitted


def make_router() -> Router:
    """A fresh router of these."""
    made = Router(name="start, help, language")
    made.message.filter(IsPrivate(), IsCommand())
    made.message.register(handle_start, CommandFilter("start"))
    made.message.register(help_, CommandFilter("help"))
    made.message.register(offer_languages, CommandFilter("language"))
    made.callback_query.register(set_language, own_callbacks.Lang.filter(F.code.in_(LANGUAGES)))
    return made


async def handle_start(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """`/start`: says hello; with an event's payload: their next requests are of it; with a system's: they come from
    there; with any other: opens an invite.
    It never becomes a ticket. Who is back hears what waited for them, and no hello between."""
    code = command.words.text.strip()
    event = ticket_events.open_link(desk, code)
    if event is not None:
        respond.post_welcome(desk, "event-welcome", {"name": event.name})
    elif joining.is_link(code) and desk.rules.web.url is not None:
        await joins.open_link(desk, code)
        return
    elif code:
        admission = await invites.accept(desk, code)
        if admission.how is Admitted.NO_GOOD:
            respond.post_line(desk, "invite-bad")
            return
        if admission.how is not Admitted.ALREADY:
            return
    if event is None and not await parked.is_catching_up(desk.session, me):
        respond.post_welcome(desk, "start-agent" if permissions.is_staff(me) else "start-requester", {})
    if permissions.is_staff(me) or me.language_chosen:
        respond.post_menu(desk)


def help_key(me: Person, desk: Desk) -> str:
    """The help for what this person may do."""
    if not permissions.is_staff(me):
        return "help-requester-articles" if desk.rules.knowledge.articles else "help-requester"
    has_panel = desk.rules.web.url is not None and sign_in.may_enter(me, desk.rules)
    if me.role is Role.ADMIN:
        return "help-admin-panel" if has_panel else "help-admin"
    return "help-agent-panel" if has_panel else "help-agent"


async def help_(_message: Message, desk: Desk, me: Person) -> None:
    """`/help`; whoever is joined with a system reads how that is ended."""
    respond.post_line(desk, help_key(me, desk))
    if await separation.list_connections(desk.session, me.id):
        respond.post_line(desk, "system-join-help")


async def offer_languages(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """`/language ru` speaks it at once; alone, or with a language we do not speak: a choice."""
    wanted = command.words.text.strip().casefold()
    found = next((code for code in LANGUAGES if wanted in (code, say(code, "language-name").casefold())), None)
    if found is not None:
        await own_settings.set_language(desk, found)
        respond.post_letter(desk, Say("language-set", slot="language"))
        return
    row = tuple(
        respond.press_button("btn-language", own_callbacks.Lang(code=code), name=say(code, "language-name"))
        for code in LANGUAGES
    )
    respond.post_letter(desk, Say("language-choose", buttons=(row,), slot="language"))


async def set_language(
    _query: CallbackQuery, callback_data: own_callbacks.Lang, desk: Desk, spot: PressedMessage
) -> None:
    """Speak this language from now on."""
    spot.of("language")
    spot.still_asks()
    await own_settings.set_language(desk, callback_data.code)
    respond.post_letter(desk, Say("language-set", slot="language", replace=True))
