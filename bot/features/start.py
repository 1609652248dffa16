"""The feature "start" of the bot: buttons, handlers and screens.

`/help` and its buttons: for staff a page of tasks, the commands of each, and a search by words.
"""

from dataclasses import replace
from enum import StrEnum

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.content import read_message
from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.ideas.buttons import ShownIdeas
from bot.features.integrations import handlers_sign_in
from bot.features.notifications import screens_requester as notification_buttons
from bot.features.notifications.feature import prove_address
from bot.features.organizations import handlers as organization_members
from bot.features.settings import switched_off
from bot.features.setup import begin_setup
from bot.features.sharing import open_share
from bot.handlers import CommandFilter, CommandTable, IsPrivate, PastedLink, PressedMessage, TypedCommand, respond
from bot.views import Reader, Rendered, compose, keyboards
from db.documents import find_document
from db.models import Person, Role
from desk import Desk
from desk.events import linking
from desk.i18n import LANGUAGES, choose_language, say
from desk.i18n.catalog import has_key
from desk.inbound.prompt_replies import Prompts
from desk.inbound.receiver import receive_message
from desk.integrations import separating_people, user_tickets
from desk.notifications import to_phone
from desk.organizations.member_links import is_member_invite
from desk.organizations.members import list_memberships
from desk.outbox import Say, Show, Slot, letters_for_blocked
from desk.policy import permissions
from desk.policy.permissions import ANY_SETTING, Grant
from desk.search.prefix_query import MOST_TYPED
from desk.search.stemming import split_tokens, stem_word
from desk.staff import invites, preferences
from desk.staff.invites import InviteResult
from desk.staff.members import make_first_welcome
from desk.text import RichText, shorten_line
from desk.tickets.participants import is_share
from desk.topics import editing

# `/start` and the language, for everyone in a private chat.


def make_own_router() -> Router:
    """Return a fresh router of these."""
    made = Router(name="start, language")
    made.message.filter(IsPrivate())
    made.message.register(_handle_start, CommandFilter("start"))
    made.message.register(_handle_start, PastedLink())
    made.message.register(_offer_languages, CommandFilter("language"))
    made.callback_query.register(set_language, notification_buttons.ChooseLanguage.filter(F.code.in_(LANGUAGES)))
    return made


async def _handle_start(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """Handle `/start`, and a link that was pasted: welcome the person, or open the link whose code follows.

    The code is of an event, an integration, a shared request, an address to prove, an organization or an invite; any
    other, such as the name of a campaign, is no code of ours, and means nothing. `/start` never becomes a ticket. A
    person who comes back gets the messages that waited for them, and no welcome in between.
    """
    code = command.words.text.strip()
    event = linking.open_link(desk, code)
    if event is not None:
        respond.post_welcome(desk, "event-welcome", {"name": event.name})
    elif user_tickets.is_link(code) and desk.rules.web.url is not None:
        await handlers_sign_in.open_link(desk, code)
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
        if admission.how is InviteResult.ADMIN:
            begin_setup(desk)
        if admission.how is not InviteResult.ALREADY:
            return
    if event is None and not await letters_for_blocked.is_catching_up(desk.session, me):
        _post_hello(desk, me)
    if permissions.is_staff(me) or me.language_chosen:
        respond.post_menu(desk)


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


# Which commands `/help` lists under which task. Each command of staff stands under one; its line is the text `help-
# do-<command>`.


class HelpTopic(StrEnum):
    """The tasks of `/help`, in the order of their buttons; the label is the text `btn-help-<value>`."""

    FIND = "find"
    WORK = "work"
    HARD = "hard"
    ANSWERS = "answers"
    ME = "me"
    REPORTS = "reports"
    TEAM = "team"
    DESK = "desk"
    OWN = "own"


HELP_TOPICS: dict[HelpTopic, tuple[str, ...]] = {
    HelpTopic.FIND: ("queue", "next", "mine", "attention", "open", "find", "ticket", "history"),
    HelpTopic.WORK: (
        "claim", "focus", "release", "hand", "progress", "pending", "hold", "resolve", "reopen", "note", "ask",
        "priority", "category", "promise", "price",
    ),
    HelpTopic.HARD: (
        "escalate", "deescalate", "merge", "unmerge", "split", "event", "write", "organization", "balance", "block",
        "blocked", "approvals",
    ),
    HelpTopic.ANSWERS: ("replies", "kb", "problems", "preset", "announce"),
    HelpTopic.ME: (
        "me", "away", "back", "quiet", "shifts", "topics", "notifications", "language", "link", "panel",
        "myaccount",
    ),
    HelpTopic.REPORTS: ("stats", "reviews", "export", "audit", "erase"),
    HelpTopic.TEAM: ("staff", "invite", "groups"),
    HelpTopic.DESK: (
        "settings", "categories", "rules", "menu", "text", "connect", "disconnect", "failed", "systems", "webhooks",
    ),
    HelpTopic.OWN: (
        "new", "tickets", "status", "cancel", "delete", "idea", "ideas", "register", "unlink", "privacy", "mydata",
        "forgetme",
    ),
}  # fmt: skip


def list_keywords(name: str) -> frozenset[str]:
    """Return other words, in any of our languages, by which people look for the command."""
    key = f"help-words-{name}"
    return frozenset(word for code in LANGUAGES if has_key(code, key) for word in split_tokens(say(code, key)))


_OF_OPERATOR = {
    "mail": ("MAIL_URL", "docs/how-to/operators/email.md"),
    "panel": ("WEB_URL", "docs/how-to/operators/panel.md"),
    "board": ("TODOIST_API_TOKEN", "docs/how-to/operators/webhook.md"),
    "calls": ("GATEWAY_URL", "docs/how-to/operators/phone-alerts.md"),
    "crm": ("CRM_URL", "docs/how-to/integrators/crm.md"),
    "backup": ("BACKUP_HOURS", "docs/how-to/operators/backup.md"),
    "upgrade": ("", "docs/how-to/operators/upgrade.md"),
}
"""What only the operator can switch on or do: the variable, and the page that says how. No command is about it."""


def find_operators_part(words: str) -> str | None:
    """Return what only the operator can do that these words are about, or None."""
    typed = {stem_word(word) for word in split_tokens(words)}
    for name in _OF_OPERATOR:
        said = split_tokens(" ".join(say(code, f"help-only-words-{name}") for code in LANGUAGES))
        if typed & {stem_word(one) for one in said}:
            return name
    return None


UNLISTED = frozenset({"start", "help"})
"""The commands that `/help` does not list."""


# Callback data of `/help`, at most 64 bytes.


class HelpPage(CallbackData, prefix="help"):
    """Show the commands of a task, or all tasks."""

    topic: HelpTopic | None = None


_MOST = 15  # commands that a search shows
_TELLING = 4  # letters of a word that says enough if no command is about all of the words


def make_router() -> Router:
    """Return a fresh router of this command and its buttons."""
    made = Router(name="help")
    made.message.filter(IsPrivate())
    made.message.register(_show_help, CommandFilter("help"))
    made.callback_query.register(_show_topic, HelpPage.filter())
    return made


async def _show_help(
    message: Message,
    command: TypedCommand,
    desk: Desk,
    me: Person,
    commands: CommandTable,
    *,
    prompts: Prompts,
    attempt: int = 0,
) -> None:
    """Handle `/help`; for staff `/help words` searches the commands, and a requester's words are a message, too. A
    person connected to an integration also reads how to end that, a member of an organization where it is, others how
    to become one."""
    words = " ".join(command.words.text.split())[:MOST_TYPED]
    if permissions.is_staff(me):
        show_help_to_staff(desk, me, commands, words, message.message_id)
        return
    post_help(desk, me, commands)
    if words:
        said = replace(read_message(message, now=desk.now), words=command.words)
        await receive_message(desk, said, prompts, attempt=attempt)
    if desk.rules.organizations.enabled:
        is_member = bool(await list_memberships(desk, me.id))
        respond.post_line(desk, "org-help" if is_member else "register-help")
    if desk.rules.requests.ideas:
        button = respond.press_button("btn-ideas-shown", ShownIdeas(page=1))
        respond.post_letter(desk, Say("idea-help", buttons=((button,),)))
    if await separating_people.list_connections(desk.session, me.id):
        respond.post_line(desk, "system-join-help")


def show_help_to_staff(desk: Desk, me: Person, commands: CommandTable, words: str, message_id: int) -> None:
    """Show a member of the team the commands that these words are about, or all tasks."""
    if not words or not _offer_switch(desk, me, commands, words, message_id):
        _show_to_staff(desk, me, commands, words)


def post_help(desk: Desk, me: Person, commands: CommandTable) -> None:
    """Post the first page of help for what this person may do."""
    if permissions.is_staff(me):
        _show_to_staff(desk, me, commands, "")
    else:
        respond.post_line(desk, "help-requester-articles" if desk.rules.knowledge.articles else "help-requester")


async def _show_topic(
    _query: CallbackQuery,
    callback_data: HelpPage,
    desk: Desk,
    me: Person,
    commands: CommandTable,
    pressed: PressedMessage,
) -> None:
    """Show the commands of a task, or all tasks, in the same message."""
    permissions.require_staff(me)
    pressed.require_view("help")
    usable = _list_usable(desk, me, commands)
    topic = callback_data.topic
    find = _list_topics(usable) if topic is None else [topic, *(name for name in HELP_TOPICS[topic] if name in usable)]
    slot = str(pressed.slot) if pressed.recorded else "help"
    respond.post_letter(desk, Show("help", slot=slot, find=" ".join(find), fresh=not pressed.recorded))


def _show_to_staff(desk: Desk, me: Person, commands: CommandTable, words: str) -> None:
    usable = _list_usable(desk, me, commands)
    if not words:
        respond.post_letter(desk, Show("help", slot="help", find=" ".join(_list_topics(usable)), fresh=True))
        return
    listed = [name for names in HELP_TOPICS.values() for name in names if name in usable]
    found = [name for name in listed if _is_about(name, commands, words)]
    single = [word for word in split_tokens(words) if len(word) >= _TELLING]
    found = found or [name for name in listed if any(_is_about(name, commands, word) for word in single)]
    if (part := find_operators_part(words)) is not None and permissions.has_grant(me, ANY_SETTING):
        found = [f"{_ONLY}{part}", *found]
    respond.post_letter(desk, Show("help", slot=f"help:?{words}", find=" ".join([FOUND, *found[:_MOST]]), fresh=True))


def _offer_switch(desk: Desk, me: Person, commands: CommandTable, words: str, message_id: int) -> bool:
    """Say, if only commands that are off are about the words, that they are. Return False otherwise."""
    usable = _list_usable(desk, me, commands)
    about = [name for names in HELP_TOPICS.values() for name in names if _is_about(name, commands, words)]
    if usable.intersection(about):
        return False
    off = [(name, switched_off.find_switch_of(desk, me, commands, name)) for name in about if name not in usable]
    for name, setting in off:
        if setting is not None:
            switched_off.offer_switch(desk, setting, f"/{name}", message_id=message_id)
            return True
    return False


def _list_usable(desk: Desk, me: Person, commands: CommandTable) -> set[str]:
    """Return the commands that a member of staff may use and that are not switched off."""
    usable = commands.list_names(me, desk.rules)
    has_panel = desk.rules.web.url is not None
    without = {"systems", "webhooks"} if not has_panel else set()
    return usable - without - ({"panel"} if not (has_panel and permissions.can_enter(me, desk.rules)) else set())


def _list_topics(usable: set[str]) -> list[str]:
    return [FIRST, *(topic for topic, names in HELP_TOPICS.items() if usable.intersection(names))]


def _is_about(name: str, commands: CommandTable, words: str) -> bool:
    """Return True if each word is, or begins, a word of the command's line, in any language, or of its names."""
    names = [name, *(alias for alias, of in commands.aliases.items() if of == name)]
    about = [
        *split_tokens(" ".join([*names, *(say(code, f"help-do-{name}") for code in LANGUAGES)])),
        *list_keywords(name),
    ]
    stems = {stem_word(one) for one in about}
    return all(stem_word(word) in stems or any(one.startswith(word) for one in about) for word in split_tokens(words))


# Screens of `/help` for staff. The letter's `find` has the place and what it lists: `first` with tasks, a task or
# `found` with commands; the words of `found` are in the slot (`help:?<words>`).


FIRST, FOUND = "first", "found"
_ONLY = "only-"
"""Begins the name of what only the operator can do, in place of a command's."""


async def _render_help(reader: Reader, letter: Show) -> Rendered:
    """Render the page that the letter names."""
    place, *listed = (letter.find or FIRST).split()
    if place == FIRST:
        return _render_first(reader, [HelpTopic(one) for one in listed])
    if place == FOUND:
        words = shorten_line(Slot.parse(letter.slot).key.removeprefix("?"))
        return _render_commands(reader, reader.say_rich("help-found" if listed else "help-none", words=words), listed)
    return _render_commands(reader, compose.make_bold(reader.say(f"btn-help-{place}")), listed)


def _render_first(reader: Reader, topics: list[HelpTopic]) -> Rendered:
    buttons = [keyboards.make_button(reader.language, f"btn-help-{one}", HelpPage(topic=one)) for one in topics]
    words = reader.say_rich("help-staff" if reader.may(Grant.WORK) else "help-reader")
    return Rendered(words, keyboards.arrange_rows(buttons, 2))


def _render_commands(reader: Reader, title: RichText, names: list[str]) -> Rendered:
    lines = compose.join_lines(_format_line(reader, name) for name in names)
    back = keyboards.make_button(reader.language, "btn-help-back", HelpPage())
    return Rendered(compose.join([title, lines], "\n\n"), ((back,),))


def _format_line(reader: Reader, name: str) -> RichText:
    part = name.removeprefix(_ONLY)
    if part not in _OF_OPERATOR or part == name:
        return reader.say_rich(f"help-do-{name}")
    variable, page = _OF_OPERATOR[part]
    return reader.say_rich(f"help-only-{part}", variable=variable, page=find_document(page))


FEATURE = Feature(
    name="start",
    routers=(make_own_router, make_router),
    views={"help": ViewSpec(_render_help, AGENT)},
    commands=(
        Command("start"),
        Command("help"),
        Command("language"),
    ),
)
