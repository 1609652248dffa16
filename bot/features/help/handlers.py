"""`/help` and its buttons: for staff a page of tasks, the commands of each, and a search by words."""

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.content import read_message
from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.help.screens_staff import FIRST, FOUND, ONLY, HelpPage, render_help
from bot.features.help.topics import HELP_TOPICS, find_operators_part, list_keywords
from bot.features.ideas.buttons import ShownIdeas
from bot.features.settings import switched_off
from bot.handlers import CommandFilter, CommandTable, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import handle_presses
from db.models import Person
from desk import Desk
from desk.acts.homes import BY_COMMAND
from desk.i18n import LANGUAGES, say
from desk.inbound.prompt_replies import Prompts
from desk.inbound.receiver import receive_message
from desk.integrations import separating_people
from desk.organizations.members import list_memberships
from desk.outbox import Say, Show
from desk.policy import permissions
from desk.policy.permissions import ANY_SETTING
from desk.search.prefix_query import MOST_TYPED
from desk.search.stemming import split_tokens, stem_word

_MOST = 15  # commands that a search shows
_TELLING = 4  # letters of a word that says enough if no command is about all of the words


def make_router() -> Router:
    """Return a fresh router of this command and its buttons."""
    made = Router(name="help")
    made.message.register(_show_help, CommandFilter("help"))
    handle_presses(made, _show_topic)
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
    pressed.require_view("help", "question")
    usable = _list_usable(desk, me, commands)
    topic = callback_data.topic
    find = _list_topics(usable) if topic is None else [topic, *(name for name in HELP_TOPICS[topic] if name in usable)]
    is_help = pressed.recorded and pressed.kind == "help"
    slot = str(pressed.slot) if is_help else "help"
    respond.post_letter(desk, Show("help", slot=slot, find=" ".join(find), fresh=not is_help))


def _show_to_staff(desk: Desk, me: Person, commands: CommandTable, words: str) -> None:
    if not words:
        topics = _list_topics(_list_usable(desk, me, commands))
        respond.post_letter(desk, Show("help", slot="help", find=" ".join(topics), fresh=True))
        return
    found = _find_commands(desk, me, commands, words)
    if (part := find_operators_part(words)) is not None and permissions.has_grant(me, ANY_SETTING):
        found = [f"{ONLY}{part}", *found]
    respond.post_letter(desk, Show("help", slot=f"help:?{words}", find=" ".join([FOUND, *found[:_MOST]]), fresh=True))


def _find_commands(desk: Desk, me: Person, commands: CommandTable, words: str) -> list[str]:
    """Return the commands of this person that are about all of the words, or else about one that says enough."""
    usable = _list_usable(desk, me, commands)
    listed = [name for names in (*HELP_TOPICS.values(), BY_COMMAND) for name in names if name in usable]
    single = [word for word in split_tokens(words) if len(word) >= _TELLING]
    return [name for name in listed if _is_about(name, commands, words)] or [
        name for name in listed if any(_is_about(name, commands, word) for word in single)
    ]


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
    return usable - ({"panel"} if not (has_panel and permissions.can_enter(me, desk.rules)) else set())


def _list_topics(usable: set[str]) -> list[str]:
    return [FIRST, *(topic for topic, names in HELP_TOPICS.items() if usable.intersection(names))]


def _say_line(language: str, name: str) -> str:
    if name in BY_COMMAND:
        return say(language, "help-home", command=name, what=say(language, f"home-of-{name}"))
    return say(language, f"help-do-{name}")


def _is_about(name: str, commands: CommandTable, words: str) -> bool:
    """Return True if each word is, or begins, a word of the command's line, in any language, or of its names."""
    names = [name, *(alias for alias, of in commands.aliases.items() if of == name)]
    about = [
        *split_tokens(" ".join([*names, *(_say_line(code, name) for code in LANGUAGES)])),
        *list_keywords(name),
    ]
    stems = {stem_word(one) for one in about}
    return all(stem_word(word) in stems or any(one.startswith(word) for one in about) for word in split_tokens(words))


FEATURE = Feature(
    name="help",
    routers=(make_router,),
    views={"help": ViewSpec(render_help, AGENT)},
    commands=(Command("help"),),
)
