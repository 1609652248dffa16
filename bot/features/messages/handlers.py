"""Takes messages that are no commands, and edits of them, in a private chat."""

from collections.abc import Mapping
from datetime import timedelta

from aiogram import Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import (
    ChatMemberUpdated,
    Message,
)
from sqlalchemy import select

from bot.content import extract_own_words, extract_words, is_poll, is_service, read_message
from bot.feature import Command, Feature, ViewSpec
from bot.features.help.handlers import post_help, show_help_to_staff
from bot.features.help.topics import list_keywords
from bot.features.homes import post_home
from bot.features.lists.handlers import show_found
from bot.features.messages.reactions import make_router
from bot.features.messages.screens import show_question
from bot.features.settings import switched_off
from bot.features.stats.handlers import request_stats
from bot.features.ticket.handlers import do_verb
from bot.handlers import CommandFilter, CommandTable, TypedCommand, respond
from db.models import EntryKind, MessageKind, Person, Status
from db.models import Message as Stored
from desk import Desk, Refused
from desk.acts.homes import BY_COMMAND
from desk.acts.staff_sentences import StaffMeaning, hear_staff, read_number, read_sought
from desk.charts.stats_command import list_asked
from desk.conversation.new_entry import IncomingMessage
from desk.inbound.edits import EditedCommand, EditResult, apply_edit
from desk.inbound.message_withdrawal import withdraw_message
from desk.inbound.prompt_replies import Prompts
from desk.inbound.receiver import receive_message
from desk.inbound.reply_target import get_lone_text
from desk.inbound.routing_types import Destination
from desk.inbound.undo_last_act import take_back_by_command
from desk.knowledge import article_replies
from desk.outbox import React, Say, Show
from desk.people import person_rows
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.questions import answer_buttons, asking
from desk.search.spelling import measure_distance
from desk.text.note_prefix import is_note
from desk.text.slashes import find_slash_end, read_command_name

_KINDS = {"new": EntryKind.COMMENT, "note": EntryKind.NOTE}
_STATUSES = {"resolve": Status.RESOLVED, "pending": Status.PENDING, "hold": Status.ON_HOLD}
_GREETED, _GREETED_FOR, _SMILE = "greeted", timedelta(minutes=5), "🤗"
_SHORT = 4  # commands up to this length may have one wrong letter, longer ones two


def make_command_router() -> Router:
    made = Router(name="delete")
    made.message.register(delete_message, CommandFilter("delete"))
    return made


def make_own_router() -> Router:
    made = Router(name="talk")
    made.message.register(take_message)
    made.edited_message.register(take_edit)
    made.my_chat_member.register(_record_block_or_return)
    return made


async def take_message(
    message: Message,
    typed: TypedCommand | None,
    desk: Desk,
    me: Person,
    commands: CommandTable,
    *,
    prompts: Prompts,
    attempt: int = 0,
) -> None:
    """Pass a person's message to the desk, and answer where it asks for that. Service messages are ignored."""
    if is_service(message) or (typed is not None and _refuse_command(message, typed, desk, me, commands)):
        return
    if permissions.is_staff(me) and is_poll(message) and not is_note(extract_words(message).text):
        respond.post_letter(desk, Say("poll-not-sent", reply_to_message=message.message_id))
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
        _refuse(message, typed, desk, commands)
    elif heard.destination is Destination.VERB:
        await do_verb(message, desk, hear_staff(extract_words(message).text), heard.number or 0)
    elif heard.destination is Destination.WISH:
        await _grant_wish(message, desk, me, commands)


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


async def _grant_wish(message: Message, desk: Desk, me: Person, commands: CommandTable) -> None:
    """Show an agent what they asked for: a list, help, figures, a ticket by its number, what words find."""
    said = get_lone_text(_read(message, desk))
    await _drop_unsent(desk)
    sought, meant = read_sought(said), hear_staff(said)
    number = read_number(sought or said)
    if number is not None:
        await respond.post_opened(desk, number, there=message.message_id)
    elif meant is StaffMeaning.WHERE:
        show_found(desk, sought)
    elif meant is StaffMeaning.HELP:
        show_help_to_staff(desk, me, commands, "", message.message_id)
    elif meant is StaffMeaning.TEAM and not permissions.has_grant(me, Grant.TEAM):
        respond.post_letter(desk, Show("shifts", slot="shifts", fresh=True, find=str(me.telegram_id or 0)))
    elif meant is not None and (asked := list_asked(desk.rules).get(meant)) is not None:
        await request_stats(desk, asked)
    elif meant is not None and meant in BY_COMMAND:
        await post_home(desk, meant)
    elif meant is not None:
        view = _LISTS[meant]
        respond.post_letter(desk, Show(view, slot=view, fresh=True))


_LISTS: Mapping[str, str] = {
    StaffMeaning.QUEUE: "queue",
    StaffMeaning.MINE: "mine",
    StaffMeaning.OPEN: "all",
    StaffMeaning.TEAM: "staff",
    StaffMeaning.LATE: "attention",
}


async def _drop_unsent(desk: Desk) -> None:
    """Ask no more whether earlier words were a request of the agent's own: what they say now goes on from there."""
    asked = await asking.find_where_to(desk)
    if asked is not None and not asked.data.get("options"):
        await answer_buttons.answer_question(desk, asked.id, answer_buttons.NOWHERE)


async def take_edit(
    message: Message, typed: TypedCommand | None, desk: Desk, me: Person, commands: CommandTable
) -> None:
    """Apply the edit of a message; of a command that took text, only the text counts. The person is told if the edit
    changes nothing."""
    if is_service(message):
        return
    said, command = _read(message, desk), _read_edited_command(typed, me, commands)
    done = await apply_edit(desk, said, command)
    if done is None and command is None and await article_replies.take_edit(desk, said):
        return
    if done is None and command is None:
        respond.post_letter(desk, Say("edit-unknown", reply_to_message=message.message_id))
    elif done is EditResult.STAYS_INSIDE and command is None:
        respond.post_letter(desk, Say("edit-stays-inside", reply_to_message=message.message_id))


def _read(message: Message, desk: Desk) -> IncomingMessage:
    return read_message(message, now=desk.now)


def _read_edited_command(command: TypedCommand | None, me: Person, commands: CommandTable) -> EditedCommand | None:
    """Return the command that the edited message is, or None if it is text."""
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


def _refuse_command(message: Message, command: TypedCommand, desk: Desk, me: Person, commands: CommandTable) -> bool:
    """Return True if a requester mistyped a command, for which the nearest is suggested, or gave words to one of
    something that is switched off. Other text that begins with a slash is a message."""
    if permissions.is_staff(me):
        return False
    is_off = bool(command.words.text.strip()) and not commands.is_on(command.name, desk.rules)
    if not is_off and _nearest(command.name, desk, commands) is None:
        return False
    _refuse(message, command, desk, commands)
    return True


def _refuse(message: Message, command: TypedCommand | None, desk: Desk, commands: CommandTable) -> None:
    """Say that nothing was sent, and which command may have been meant, or who may switch it on that it is off."""
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
        make_command_router,
        make_own_router,
        make_router,
    ),
    views={
        "which": ViewSpec(show_question),
    },
    commands=(Command("delete", grave=True, aliases=("undo",)),),
)
