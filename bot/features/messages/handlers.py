"""Takes messages that are no commands, and edits of them, in a private chat."""

import re
from datetime import datetime, timedelta

from aiogram import Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import (
    ChatMemberUpdated,
    Message,
)
from sqlalchemy import or_, select

from bot.content import extract_own_words, extract_words, is_poll, is_service, read_message
from bot.feature import Command, Feature, ViewSpec
from bot.features.help.handlers import find_commands, post_help, show_help_to_staff, suggest_commands
from bot.features.help.topics import list_keywords
from bot.features.messages.reactions import make_router
from bot.features.messages.screens import show_question
from bot.features.settings import switched_off
from bot.features.settings.typed_hours import accept_hours, offer_hours
from bot.features.ticket.handlers import hand_over_to_called
from bot.handlers import CommandFilter, CommandTable, IsPrivate, respond
from db.models import EntryKind, MessageKind, Person, Status, Ticket
from db.models import Message as Stored
from desk import Desk, Refused
from desk.admin_settings.registry import search_settings
from desk.conversation.new_entry import IncomingMessage
from desk.inbound.colleague_words import ask_whether
from desk.inbound.edits import EditedCommand, EditResult, apply_edit
from desk.inbound.message_withdrawal import withdraw_message
from desk.inbound.prompt_replies import Prompts
from desk.inbound.receiver import receive_message
from desk.inbound.reply_target import get_lone_text
from desk.inbound.routing_types import AskedFor, Destination
from desk.inbound.undo_last_act import take_back_by_command
from desk.knowledge import article_replies
from desk.outbox import React, Say, Show
from desk.people import person_rows
from desk.policy import permissions
from desk.policy.permissions import ANY_SETTING, Grant
from desk.queries import lists
from desk.questions import answer_buttons, asking
from desk.search.spelling import measure_distance
from desk.search.stemming import split_tokens
from desk.text import hear
from desk.text.note_prefix import is_note
from desk.text.short_sentences import is_called
from desk.text.slashes import find_slash_end, read_command_name
from desk.text.staff_sentences import (
    WISHES,
    NamedTicket,
    StaffMeaning,
    hear_staff,
    is_small_word,
    is_wish,
    read_help_words,
    read_ticket,
)
from desk.text.typed_days import WEEKDAYS
from desk.tickets import assignment

_KINDS = {"new": EntryKind.COMMENT, "note": EntryKind.NOTE}
_STATUSES = {"resolve": Status.RESOLVED, "pending": Status.PENDING, "hold": Status.ON_HOLD}
_GREETED, _GREETED_FOR, _SMILE = "greeted", timedelta(minutes=5), "🤗"
_FEW_WORDS = 6  # of a line about a colleague
_SHORT = 4  # commands up to this length may have one wrong letter, longer ones two


def make_own_router() -> Router:
    made = Router(name="talk")
    made.message.filter(IsPrivate())
    made.edited_message.filter(IsPrivate())
    made.message.register(delete_message, CommandFilter("delete"))
    made.message.register(take_message)
    made.edited_message.register(take_edit)
    made.my_chat_member.register(_record_block_or_return, IsPrivate())
    return made


async def take_message(
    message: Message, desk: Desk, me: Person, commands: CommandTable, *, prompts: Prompts, attempt: int = 0
) -> None:
    """Pass a person's message to the desk, and answer where it asks for that. Service messages are ignored."""
    if is_service(message) or _refuse_command(message, desk, me, commands):
        return
    if permissions.is_staff(me) and is_poll(message) and not is_note(extract_words(message).text):
        respond.post_letter(desk, Say("poll-not-sent", reply_to_message=message.message_id))
        return
    if permissions.is_staff(me) and await accept_hours(desk, me, get_lone_text(_read(message, desk)), message.chat.id):
        await _drop_unsent(desk)
        return
    heard = await receive_message(desk, _read(message, desk), prompts, attempt=attempt)
    if heard.destination is Destination.HELP:
        post_help(desk, me, commands)
    elif heard.destination is Destination.GREETING:
        await _greet(message, desk)
    elif heard.destination is Destination.POLITE:
        respond.post_letter(desk, React(message.message_id, _SMILE))
    elif heard.destination is Destination.NUMBER:
        respond.post_line(desk, "number-alone")
    elif heard.destination is Destination.COMMAND:
        _refuse(message, desk, commands)
    elif heard.destination is Destination.WISH:
        await _grant_wish(message, desk, me, commands)
    elif heard.destination is Destination.WHERE_TO or heard.asked_for is AskedFor.WORDS:
        await _suggest(message, desk, me, commands)


async def _greet(message: Message, desk: Desk) -> None:
    """Greet a person and ask what happened; a further greeting right below that only gets a sign."""
    newest = select(Stored.slot, Stored.sent_at).where(
        Stored.bot_id == desk.rules.bot_id, Stored.chat_id == message.chat.id, Stored.kind != MessageKind.SAID
    )
    said = (await desk.session.execute(newest.order_by(Stored.message_id.desc()).limit(1))).first()
    if said is None or said.slot != _GREETED or said.sent_at <= desk.now - _GREETED_FOR:
        respond.post_letter(desk, Say("greeted", slot=_GREETED))
    else:
        respond.post_letter(desk, React(message.message_id, _SMILE))


async def _suggest(message: Message, desk: Desk, me: Person, commands: CommandTable) -> None:
    """Show an admin, whose words can be for no ticket, what they may mean: hours, a colleague, or a command."""
    said = get_lone_text(_read(message, desk))
    if _has_day_and_figure(said) and offer_hours(desk, me, said, message_id=message.message_id):
        return
    heard = hear(said)
    if not permissions.has_grant(me, ANY_SETTING) or heard.readings or await asking.list_theirs(desk):
        return
    if heard.denies or not (heard.asks or is_wish(said)):
        return  # a word or two, such as "lunch", names no command
    words = [word for word in split_tokens(said) if not is_small_word(word)]
    if permissions.has_grant(me, Grant.TEAM) and len(words) <= _FEW_WORDS and await _names_colleague(desk, me, words):
        respond.post_letter(desk, Show("staff", slot="staff", fresh=True))
        return
    suggest_commands(desk, me, commands, " ".join(words))


def _has_day_and_figure(said: str) -> bool:
    words = re.findall(r"[^\W\d_]+", said.casefold())
    return not WEEKDAYS.keys().isdisjoint(words) and any(map(str.isdigit, said))


async def _names_colleague(desk: Desk, me: Person, words: list[str]) -> bool:
    is_of_team = Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None), Person.id != me.id
    names = await desk.session.scalars(select(Person.name).where(*is_of_team))
    return any(is_called(word, name) for name in names for word in words)


async def _grant_wish(message: Message, desk: Desk, me: Person, commands: CommandTable) -> None:
    """Show an agent what they asked for in words: a list, a ticket, who is on duty, help."""
    said = get_lone_text(_read(message, desk))
    meant = hear_staff(said) & WISHES
    await _drop_unsent(desk)
    named = read_ticket(said)
    found = await _find_meant(desk, me, message.chat.id, named) if StaffMeaning.TICKET in meant else ""
    if isinstance(found, int):
        if named is None or not await _act_on(message, desk, found, named):
            await respond.post_opened(desk, found, there=message.message_id)
        return
    if found:
        respond.post_letter(desk, Show(found, slot=found, fresh=True))
        return
    if StaffMeaning.DUTY in meant and not permissions.has_grant(me, Grant.TEAM):
        respond.post_letter(desk, Show("shifts", slot="shifts", fresh=True, find=str(me.telegram_id or 0)))
    elif meant & _LISTS.keys():
        shown = next(view for one, view in _LISTS.items() if one in meant)
        if shown == "staff" and not permissions.has_grant(me, Grant.TEAM):
            shown = "all"  # each open ticket with who has it
        if shown == "list" and not (await lists.list_own_tickets(desk.session, me)).lines:
            shown = "mine"
        respond.post_letter(desk, Show(shown, slot=shown, fresh=True))
    elif not offer_hours(desk, me, said, message_id=message.message_id):
        _show_how(desk, me, commands, read_help_words(said), message.message_id)


async def _act_on(message: Message, desk: Desk, number: int, named: NamedTicket) -> bool:
    """Do what an agent says of a ticket that they name: they take it, hand it over, or are asked whether to resolve
    it. Return False if it is only to be shown."""
    ticket_id = await respond.require_ticket_id(desk, number)
    if named.verb is not None and not named.is_taken:
        return await ask_whether(desk, _read(message, desk), ticket_id, named.verb)
    ticket = await desk.session.get_one(Ticket, ticket_id)
    if named.is_taken and ticket.assignee_id != desk.actor_id:
        await assignment.claim(desk, number, below=True)
    elif named.to:
        await hand_over_to_called(desk, number, named.to, message_id=message.message_id)
    else:
        return False
    return True


async def _drop_unsent(desk: Desk) -> None:
    """Ask no more whether earlier words were a request of the agent's own: what they say now goes on from there."""
    asked = await asking.find_where_to(desk)
    if asked is not None and not asked.data.get("options"):
        await answer_buttons.answer_question(desk, asked.id, answer_buttons.NOWHERE)


def _show_how(desk: Desk, me: Person, commands: CommandTable, words: str, message_id: int) -> None:
    """Show where that is done: the topics, the few settings that the words are about, or commands."""
    if words.rpartition(" ")[2] in ("hours", "часы") and permissions.has_grant(me, ANY_SETTING):
        words = "hours"
    about = search_settings(words, desk.rules) if words and permissions.has_grant(me, ANY_SETTING) else ()
    if words in _TOPICS and permissions.has_grant(me, Grant.TOPICS):
        respond.post_letter(desk, Show("categories", slot="categories", fresh=True))
    elif words == "hours" and about:
        respond.post_letter(desk, Show("settings", slot="settings", find=words, fresh=True))
    elif 0 < len(about) <= _FEW_SETTINGS and set(find_commands(desk, me, commands, words)) <= {"settings"}:
        respond.post_letter(desk, Show("settings", slot=f"settings:?{words}", find="found", fresh=True))
    else:
        show_help_to_staff(desk, me, commands, words, message_id)


_TOPICS, _FEW_SETTINGS = frozenset({"categories", "category", "категории", "категорию"}), 3


_LISTS = {
    StaffMeaning.MINE: "mine",
    StaffMeaning.QUEUE: "queue",
    StaffMeaning.DUTY: "staff",
    StaffMeaning.LOAD: "staff",
    StaffMeaning.OPEN: "all",
    StaffMeaning.OWN: "list",
}
_COUNTED = {"queue": lists.load_queue, "mine": lists.load_assigned}


async def _find_meant(desk: Desk, me: Person, chat_id: int, named: NamedTicket | None) -> int | str:
    """Return the number of the ticket that an agent names: by its place in the list shown last, or, if they do not say
    which, the only one they have. If that list may be another by now, it is returned instead, to be shown again."""
    if named is not None and named.number is not None:
        return named.number
    shown = select(Stored.slot, Stored.page, Stored.sent_at).where(
        Stored.bot_id == desk.rules.bot_id, Stored.chat_id == chat_id, Stored.slot.in_(_COUNTED)
    )
    last = (await desk.session.execute(shown.order_by(Stored.message_id.desc()).limit(1))).first()
    if last is None and named is not None and named.is_taken:
        return "queue"
    if named is None or named.place is None or last is None:
        own = (await lists.load_assigned(desk.session, me, 1)).lines
        return own[0].number if len(own) == 1 and (named is None or named.place in (1, -1)) else "mine"
    if await _has_changed_since(desk, last.sent_at):
        return str(last.slot)
    lines = (await _COUNTED[last.slot](desk.session, me, last.page or 1)).lines
    at = named.place - 1 if named.place > 0 else len(lines) - 1
    return lines[at].number if 0 <= at < len(lines) else str(last.slot)


async def _has_changed_since(desk: Desk, since: datetime) -> bool:
    """Return True if a list of tickets shown then may have lost, got or moved one."""
    times = (Ticket.assignee_at, Ticket.filed_at, Ticket.priority_at, Ticket.status_at, Ticket.last_entry_at)
    changed = select(Ticket.id).where(or_(*(at > since for at in times))).limit(1)
    return await desk.session.scalar(changed) is not None


async def take_edit(message: Message, desk: Desk, me: Person, commands: CommandTable) -> None:
    """Apply the edit of a message; of a command that took text, only the text counts. The person is told if the edit
    changes nothing."""
    if is_service(message):
        return
    said, command = _read(message, desk), _read_edited_command(message, me, commands)
    done = await apply_edit(desk, said, command)
    if done is None and command is None and await article_replies.take_edit(desk, said):
        return
    if done is None and command is None:
        respond.post_letter(desk, Say("edit-unknown", reply_to_message=message.message_id))
    elif done is EditResult.STAYS_INSIDE and command is None:
        respond.post_letter(desk, Say("edit-stays-inside", reply_to_message=message.message_id))


def _read(message: Message, desk: Desk) -> IncomingMessage:
    return read_message(message, now=desk.now)


def _read_edited_command(message: Message, me: Person, commands: CommandTable) -> EditedCommand | None:
    """Return the command that the edited message is, or None if it is text."""
    command = commands.read_command(message)
    if command is None or not (commands.is_known(command.name) or permissions.is_staff(me)):
        return None
    made = _KINDS.get(command.name), _STATUSES.get(command.name)
    return EditedCommand(*made, command.words, command.number, command.after_number)


async def delete_message(message: Message, desk: Desk) -> None:
    """Handle `/delete` as a reply to one's own message; alone it takes back what an agent did just now, and so does
    `/undo` as a reply to anything else."""
    if message.reply_to_message is None:
        if not await take_back_by_command(desk, read_message(message, now=desk.now)):
            respond.post_line(desk, "delete-usage")
        return
    chat, replied = message.chat.id, message.reply_to_message.message_id
    try:
        done = await withdraw_message(desk, chat, replied)
    except Refused:
        title = await article_replies.withdraw_reply(desk, chat, replied)
        if title is None:
            is_undo = read_command_name(extract_words(message).text) == "/undo"
            if is_undo and await take_back_by_command(desk, read_message(message, now=desk.now)):
                return
            raise
        respond.post_line(desk, "article-delete-done", title=title)
        return
    key = "delete-done-late" if done.late else "delete-done"
    in_group = "delete-done-group"  # whether the bot may delete there is not known before
    respond.post_line(desk, desk.place.choose(alone=key, in_group=in_group))


async def _record_block_or_return(event: ChatMemberUpdated, desk: Desk, me: Person) -> None:
    """Record that the person blocked the bot, so that the team is told where it matters, or came back, so that what
    Telegram refused just now is sent again."""
    if event.new_chat_member.status == ChatMemberStatus.KICKED:
        await person_rows.mark_blocked(desk.session, me, now=desk.now)
    else:
        me.back_at = desk.now


def _refuse_command(message: Message, desk: Desk, me: Person, commands: CommandTable) -> bool:
    """Return True if a requester mistyped a command, for which the nearest is suggested, or gave words to one of
    something that is switched off. Other text that begins with a slash is a message."""
    command = commands.read_command(message)
    if command is None or permissions.is_staff(me):
        return False
    is_off = bool(command.words.text.strip()) and not commands.is_on(command.name, desk.rules)
    if not is_off and _nearest(command.name, desk, commands) is None:
        return False
    _refuse(message, desk, commands)
    return True


def _refuse(message: Message, desk: Desk, commands: CommandTable) -> None:
    """Say that nothing was sent, and which command may have been meant, or who may switch it on that it is off."""
    command = commands.read_command(message)
    typed = read_command_name(extract_words(message).text)
    me = desk.require_actor()
    off = switched_off.find_switch_of(desk, me, commands, command.name) if command is not None else None
    if off is not None:
        switched_off.offer_switch(desk, off, typed, message_id=message.message_id)
        return
    near = _nearest(command.name, desk, commands) if command is not None else _find_by_keyword(typed, desk, commands)
    unknown = "command-slash" if command is None else "command-unknown"
    if find_slash_end(extract_own_words(message)) is None:
        unknown, near = "command-of-others", None
    key = unknown if near is None else "command-mistyped"
    respond.post_letter(desk, Say(key, {"typed": typed, "near": near or ""}, reply_to_message=message.message_id))


def _find_by_keyword(typed: str, desk: Desk, commands: CommandTable) -> str | None:
    """Return the command that is called so in one of our languages ("/решено"), or None."""
    word = typed.lstrip("/").casefold()
    usable = sorted(commands.list_names(desk.require_actor(), desk.rules))
    return next((name for name in usable if word in list_keywords(name)), None)


def _nearest(typed: str, desk: Desk, commands: CommandTable) -> str | None:
    """Return the command that the actor may use and whose keyword was typed, or which is most like it, or None. One
    that is hard to take back is nearest only by one wrong letter."""
    if commands.is_known(typed):
        return None
    usable = sorted(commands.list_names(desk.require_actor(), desk.rules))
    harmless = [name for name in usable if not commands.is_grave(name)]
    named = next((name for name in harmless if typed in list_keywords(name)), None)
    if named is not None:
        return named
    most = 1 if len(typed) <= _SHORT else 2
    wrong = {name: measure_distance(typed, name, most) for name in usable}
    near = [name for name in usable if wrong[name] <= (1 if commands.is_grave(name) else most)]
    return min(near, key=lambda name: (wrong[name], commands.is_grave(name)), default=None)


FEATURE = Feature(
    name="messages",
    routers=(
        make_own_router,
        make_router,
    ),
    views={
        "which": ViewSpec(show_question),
    },
    commands=(Command("delete", grave=True, aliases=("undo",)),),
)
