"""Messages that are no commands, edits, reactions, and the question which ticket a message belongs to.

Questions about which ticket a message belongs to: open, answered (with buttons to move the message), or expired.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from aiogram import Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import (
    ChatMemberUpdated,
    Message,
    MessageReactionUpdated,
    ReactionTypeEmoji,
    ReactionTypePaid,
    ReactionTypeUnion,
)
from sqlalchemy import select

from bot.content import extract_words, is_service, read_message
from bot.feature import Command, Feature, ViewSpec
from bot.features import registration
from bot.features.focus import FocusEnd
from bot.features.organizations import screens
from bot.features.requests.screens import RECEIPTS_OF_ENDED
from bot.features.settings import switched_off
from bot.features.start import list_keywords, post_help, show_help_to_staff
from bot.features.suggestions import buttons as suggestion_buttons
from bot.features.suggestions import receipt_parts
from bot.features.ticket import buttons as ticket_buttons
from bot.handlers import CommandFilter, CommandTable, IsPrivate, respond
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from db.models import EntryKind, MessageKind, Person, QuestionKind, Status
from db.models import Message as Stored
from desk import Desk, Refused
from desk.conversation import reactions
from desk.conversation.new_entry import IncomingMessage
from desk.conversation.reactions import CUSTOM
from desk.inbound import blocklist
from desk.inbound.edits import EditedCommand, EditResult, apply_edit
from desk.inbound.message_withdrawal import withdraw_message
from desk.inbound.prompt_replies import Prompts
from desk.inbound.receiver import receive_message
from desk.inbound.routing_types import Destination
from desk.inbound.undo_last_act import take_back_by_command
from desk.knowledge import article_replies
from desk.outbox import React, Say, Show
from desk.people import person_rows
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.queries import questions
from desk.queries.lists import TicketRow
from desk.queries.questions import QuestionInfo
from desk.questions.focus import LASTS
from desk.search.spelling import measure_distance
from desk.text import RichText, clean_text, shorten_line
from desk.text.slashes import read_command_name
from desk.text.staff_sentences import WISHES, StaffMeaning, hear_staff, read_help_words, read_ticket_number
from desk.topics import editing

# Messages that are no known command, edits of messages, and people who block the bot.


_KINDS = {"new": EntryKind.COMMENT, "note": EntryKind.NOTE}
_STATUSES = {"resolve": Status.RESOLVED, "pending": Status.PENDING, "hold": Status.ON_HOLD}
_GREETED, _GREETED_FOR, _SMILE = "greeted", timedelta(minutes=5), "🤗"
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


async def _greet(message: Message, desk: Desk) -> None:
    """Greet a person and ask what happened; a further greeting right below that only gets a sign."""
    newest = select(Stored.slot, Stored.sent_at).where(
        Stored.bot_id == (desk.rules.bot_id or 0), Stored.chat_id == message.chat.id, Stored.kind != MessageKind.SAID
    )
    said = (await desk.session.execute(newest.order_by(Stored.message_id.desc()).limit(1))).first()
    if said is None or said.slot != _GREETED or said.sent_at <= desk.now - _GREETED_FOR:
        respond.post_letter(desk, Say("greeted", slot=_GREETED))
    else:
        respond.post_letter(desk, React(message.message_id, _SMILE))


async def _grant_wish(message: Message, desk: Desk, me: Person, commands: CommandTable) -> None:
    """Show an agent what they asked for in words: a list, a ticket, who is on duty, help."""
    said = extract_words(message).text
    meant, number = hear_staff(said) & WISHES, read_ticket_number(said)
    if number is not None:
        await respond.post_opened(desk, number, there=message.message_id)
        return
    if StaffMeaning.DUTY in meant and not permissions.has_grant(me, Grant.TEAM):
        respond.post_letter(desk, Show("shifts", slot="shifts", fresh=True, find=str(me.telegram_id or 0)))
    elif meant & _LISTS.keys():
        shown = next(view for one, view in _LISTS.items() if one in meant)
        respond.post_letter(desk, Show(shown, slot=shown, fresh=True))
    else:
        show_help_to_staff(desk, me, commands, read_help_words(said), message.message_id)


_LISTS = {StaffMeaning.MINE: "mine", StaffMeaning.QUEUE: "queue", StaffMeaning.DUTY: "staff"}


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
    if desk.place.is_group:
        respond.post_line(desk, "delete-done-group")  # whether the bot may delete there is not known before
    else:
        respond.post_line(desk, "delete-done-late" if done.late else "delete-done")


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


# Pass reactions of people to the desk, as emoji.


_PAID = "⭐"


def make_router() -> Router:
    made = Router(name="reactions")
    made.message_reaction.register(_receive_reaction, IsPrivate())
    return made


async def _receive_reaction(event: MessageReactionUpdated, desk: Desk, me: Person) -> None:
    """Pass on all reactions that the person now has on one message; those of blocked people are ignored."""
    if not blocklist.is_blocked(me):
        await reactions.react_to_message(desk, event.chat.id, event.message_id, _list_emoji(event.new_reaction))


def _list_emoji(given: Iterable[ReactionTypeUnion]) -> list[str]:
    """Return each reaction as an emoji."""
    return [_sign(one) for one in given]


def _sign(one: ReactionTypeUnion) -> str:
    if isinstance(one, ReactionTypeEmoji):
        return clean_text(one.emoji)
    return _PAID if isinstance(one, ReactionTypePaid) else CUSTOM


async def show_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question that the letter names, or return None if it is not the reader's."""
    asked = await questions.load_question(reader.session, letter.question_id or 0, reader.person)
    return render_question(reader, asked) if asked else None


def render_question(reader: Reader, asked: QuestionInfo) -> Rendered | None:
    """Render a question, or return None for a kind that has no message of its own."""
    make = FACES.get(asked.kind)
    if make is None:
        return None
    words, buttons = make(reader, asked)
    return Rendered(words, buttons, question_id=asked.id)


_Face = tuple[RichText, tuple[Row, ...]]


def _new(reader: Reader, key: str = "btn-new") -> RenderedButton:
    return keyboards.make_button(reader.language, key, ticket_buttons.ChooseRequest(target=ticket_buttons.NoTicket.NEW))


def _offers(reader: Reader, lines: Sequence[TicketRow], *last: RenderedButton) -> tuple[Row, ...]:
    """Return a button per ticket with its subject, one a row, then the other buttons."""
    tickets = [
        keyboards.make_button(
            reader.language,
            "btn-ticket",
            ticket_buttons.ChooseRequest(target=t.number),
            number=t.number,
            subject=t.subject.say_in(reader.language),
        )
        for t in lines
    ]
    return (*keyboards.arrange_rows(tickets, 1), *((last,) if last else ()))


def _which_ticket(reader: Reader, asked: QuestionInfo) -> _Face:
    others = [line for line in asked.options if line.number != asked.chosen]
    if asked.is_open:
        falls = ""
        if asked.falls_to is not None and asked.minutes is not None:
            minutes = max(1, round(asked.minutes))
            falls = reader.say("which-ticket-default", minutes=minutes, number=asked.falls_to)
        question = compose.join_lines([reader.say_rich("which-ticket"), RichText(falls).with_style("italic")])
        return question, _offers(reader, asked.options, _new(reader))
    if asked.also:
        return reader.say_rich("which-ticket-all", number=asked.chosen or 0, also=_list_numbers(asked.also)), ()
    return _answered_words(reader, asked, "which-ticket-done", "which-ticket-new"), (
        _offers(reader, others, *(() if asked.became_new else (_new(reader),))) if asked.can_move else ()
    )


def _list_numbers(numbers: Sequence[int]) -> str:
    return ", ".join(f"#{number}" for number in numbers)


def _answered_words(reader: Reader, asked: QuestionInfo, done: str, became_new: str) -> RichText:
    if asked.chosen is None:
        return reader.say_rich("taken-back" if asked.gone else "where-to-none")
    return reader.say_rich(became_new if asked.became_new else done, number=asked.chosen)


def _where_to(reader: Reader, asked: QuestionInfo) -> _Face:
    if not asked.is_open:
        return _answered_words(reader, asked, "where-to-done", "where-to-new"), ()
    names = [line.requester for line in asked.options]
    alike = len(set(names)) < len(names)  # a name alone would not say which ticket
    tickets = [
        keyboards.make_button(
            reader.language,
            "btn-ticket-about" if alike else "btn-ticket-of",
            ticket_buttons.ChooseRequest(target=line.number),
            number=line.number,
            name=line.requester,
            subject=line.subject.say_in(reader.language),
        )
        for line in asked.options
    ]
    nowhere = keyboards.make_button(
        reader.language, "btn-nowhere", ticket_buttons.ChooseRequest(target=ticket_buttons.NoTicket.NONE)
    )
    question = reader.say_rich("where-to", n=asked.waiting)
    if not asked.options and asked.waiting == 1:
        question = reader.say_rich("where-to-own")
    elif not asked.options:
        question = reader.say_rich("where-to-own-more", n=asked.waiting)
    return question, (
        *keyboards.arrange_rows(tickets, 1 if alike else 2),
        (_new(reader, "btn-own"), nowhere),
    )


def _not_yours(reader: Reader, asked: QuestionInfo) -> _Face:
    if not asked.is_open:
        if asked.undone:
            return reader.say_rich("colleagues-nothing-done", number=asked.number or 0), ()
        if asked.colleagues is not None and asked.dropped:
            return reader.say_rich(_OF_COLLEAGUES[asked.colleagues][2], number=asked.number or 0), ()
        return _answered_words(reader, asked, "where-to-done", "where-to-new"), ()
    number = asked.number or 0
    line = next((line for line in asked.options if line.number == number), None)
    if asked.colleagues is not None:
        return _for_whom(reader, number, line.requester if line is not None else "", asked.colleagues)
    yes = keyboards.make_button(
        reader.language, "btn-answer-there", ticket_buttons.ChooseRequest(target=number), number=number
    )
    nowhere = keyboards.make_button(
        reader.language, "btn-nowhere", ticket_buttons.ChooseRequest(target=ticket_buttons.NoTicket.NONE)
    )
    if line is not None and line.assignee is not None:
        return reader.say_rich("not-yours", number=number, name=line.assignee), ((yes, nowhere),)
    return reader.say_rich("not-yours-nobody", number=number), ((yes, nowhere),)


def _for_whom(reader: Reader, number: int, name: str, verb: str) -> _Face:
    """Return the question whether words are for the requester, or a verb, or for colleagues."""
    send = ticket_buttons.ChooseRequest(target=number)
    inside = ticket_buttons.ChooseRequest(target=ticket_buttons.NoTicket.NONE)
    ask, button, _ = _OF_COLLEAGUES[verb]
    buttons = (
        keyboards.make_main_button(reader.language, button, inside),
        keyboards.make_button(reader.language, "btn-send-words", send),
    )
    return reader.say_rich(ask, number=number, name=name), (buttons,)


_OF_COLLEAGUES = {
    "": ("colleagues-note", "btn-colleagues-note", "colleagues-note-done"),
    "resolve": ("colleagues-resolve", "btn-colleagues-resolve", "colleagues-resolve-done"),
    "pending": ("colleagues-pending", "btn-colleagues-pending", "colleagues-pending-done"),
    "progress": ("colleagues-progress", "btn-colleagues-progress", "colleagues-progress-done"),
}
"""Question, button and outcome, by the verb that the words look like (empty: talk)."""


def _resolved_face(reader: Reader, asked: QuestionInfo) -> _Face:
    number = asked.number or 0
    if asked.gone:
        return reader.say_rich("taken-back"), ()
    if not asked.is_open:
        if asked.became_new:
            return reader.say_rich("question-new-request", number=asked.chosen or number), ()
        return reader.say_rich("which-ticket-done", number=asked.chosen or number), ()
    solved = keyboards.make_solved_row(reader.language, number, yes="btn-solved", no="btn-no")
    return reader.say_rich("resolved-added", number=number), (solved, (_new(reader),))


def _closed_face(reader: Reader, asked: QuestionInfo) -> _Face:
    number = asked.number or 0
    if not asked.is_open:
        if asked.became_new:
            return reader.say_rich("question-new-request", number=asked.chosen or number), ()
        return reader.say_rich("reopened" if asked.is_answered else "where-to-none", number=number), ()
    line = next((line for line in asked.options if line.number == number), None)
    cancelled = line is not None and line.status is Status.CANCELLED
    reopen = keyboards.make_button(reader.language, "btn-reopen", ticket_buttons.Reopen(number=number))
    return reader.say_rich("cancelled-reply" if cancelled else "closed-reply", number=number), ((reopen, _new(reader)),)


def _add_same(reader: Reader, asked: QuestionInfo) -> _Face:
    """Return the question whether a request belongs to an earlier one, or its outcome."""
    if not asked.is_open or not asked.options:
        key = "add-same-done" if asked.chosen is not None and not asked.became_new else "add-same-over"
        return reader.say_rich(key, number=asked.number or 0, into=asked.chosen or 0), ()
    line = asked.options[0]
    add = keyboards.make_main_button(
        reader.language, "btn-add-same", ticket_buttons.ChooseRequest(target=line.number), number=line.number
    )
    named = line.subject.say_in(reader.language)
    words = reader.say_rich("add-same", number=asked.number or 0, into=line.number, subject=named)
    return words, ((add, _new(reader, "btn-not-same")),)


def _add_to(reader: Reader, asked: QuestionInfo) -> _Face:
    if asked.gone:
        return reader.say_rich("taken-back"), ()
    key = "add-next" if asked.is_open else "which-ticket-done" if asked.is_answered else "add-next-over"
    return reader.say_rich(key, number=asked.chosen or asked.number or 0), ()


def _subject(reader: Reader, asked: QuestionInfo) -> _Face:
    named = asked.options[0].subject.say_in(reader.language) if asked.options else ""
    key = "subject-ask" if asked.is_open else "subject-set" if asked.is_answered else "subject-kept"
    return reader.say_rich(key, number=asked.number or 0, subject=named), ()


def _new_next(reader: Reader, asked: QuestionInfo) -> _Face:
    key = "new-next" if asked.is_open else "new-next-used" if asked.is_answered else "new-next-over"
    example = editing.find_example(reader.settings, reader.language, asked.category_id) if asked.is_open else ""
    shown = reader.say_rich("request-example", example=example) if example else ""
    return compose.join_lines([reader.say_rich(key), shown]), ()


def _hold_reason(reader: Reader, asked: QuestionInfo) -> _Face:
    key = "hold-reason-ask" if asked.is_open else "hold-reason-stored"
    return reader.say_rich(key, number=asked.chosen or asked.number or 0), ()


def _escalation(reader: Reader, asked: QuestionInfo) -> _Face:
    key = "escalation-ask" if asked.is_open else "escalation-stored"
    return reader.say_rich(key, number=asked.chosen or asked.number or 0), ()


def _rating_word(reader: Reader, asked: QuestionInfo) -> _Face:
    if asked.gone:
        return reader.say_rich("taken-back"), ()
    number = asked.number or 0
    if asked.became_new:
        its = keyboards.make_button(
            reader.language, "btn-about-number", ticket_buttons.Reopen(number=number), number=number
        )
        return reader.say_rich("question-new-request", number=asked.chosen or 0), ((its,),) if asked.can_move else ()
    reopen = keyboards.make_main_button(
        reader.language, "btn-reopen-number", ticket_buttons.Reopen(number=number), number=number
    )
    is_new = _new(reader, "btn-this-is-new")
    if asked.is_open:
        about = ticket_buttons.ChooseRequest(target=ticket_buttons.NoTicket.NONE)
        agent = next((option.assignee for option in asked.options), None)
        words = reader.say_rich("rating-doubt-ask", name=agent) if agent else reader.say_rich("rating-doubt-ask-team")
        rating = keyboards.make_button(reader.language, "btn-about-rating", about)
        return words, ((reopen,), (rating, is_new))
    if asked.chosen is not None:
        return reader.say_rich("reopened", number=number), ()
    if asked.can_move and asked.options and not asked.dropped:
        return reader.say_rich("rating-doubt-over", number=number), ((reopen, is_new),)
    return reader.say_rich("resolved-word-stored"), ((is_new,),) if asked.can_move else ()


def _close(reader: Reader, asked: QuestionInfo) -> _Face:
    number = asked.number or 0
    if not asked.is_open:
        ended = (RECEIPTS_OF_ENDED[one.status] for one in asked.options if one.status in RECEIPTS_OF_ENDED)
        said = "cancelled" if asked.chosen is not None else next(ended, "close-stays")
        return reader.say_rich(said, number=number), ()
    yes = ticket_buttons.ChooseRequest(target=number)
    no = ticket_buttons.ChooseRequest(target=ticket_buttons.NoTicket.NONE)
    buttons = (
        keyboards.make_main_button(reader.language, "btn-close-it", yes),
        keyboards.make_button(reader.language, "btn-keep-open", no),
    )
    return reader.say_rich("close-ask", number=number), (buttons,)


def _wrote_mail(reader: Reader, asked: QuestionInfo) -> _Face:
    """Return the question whether the reader wrote a mail, or its outcome. Its subject may be of anybody: no link in
    it can be pressed."""
    number = asked.number or 0
    if not asked.is_open:
        key = (
            "wrote-mail-yes"
            if asked.chosen is not None
            else "wrote-mail-no"
            if asked.is_answered
            else "wrote-mail-over"
        )
        return reader.say_rich(key, number=number), ()
    named = shorten_line(asked.options[0].subject.say_in(reader.language), 60) if asked.options else ""
    yes = ticket_buttons.ChooseRequest(target=number)
    no = ticket_buttons.ChooseRequest(target=ticket_buttons.NoTicket.NONE)
    buttons = (
        keyboards.make_button(reader.language, "btn-wrote-mail", yes),
        keyboards.make_button(reader.language, "btn-wrote-no-mail", no),
    )
    return reader.say_rich("wrote-mail", subject=named, n=asked.mails), (buttons,)


def _preset(reader: Reader, asked: QuestionInfo) -> _Face:
    """Return an automatic answer. Its buttons go once an agent was called, has taken the request, or it has ended."""
    if not asked.is_open or asked.number is None:
        return asked.said, ()
    helped = keyboards.make_main_button(reader.language, "btn-helped", suggestion_buttons.Helped(number=asked.number))
    person = keyboards.make_button(
        reader.language, "btn-need-person", suggestion_buttons.NeedPerson(number=asked.number)
    )
    return asked.said, ((helped, person),)


def _focus(reader: Reader, asked: QuestionInfo) -> _Face:
    number = asked.number or 0
    if not asked.is_open:
        return reader.say_rich("focus-off", number=number), ()
    name = asked.options[0].requester if asked.options else ""
    minutes = round(LASTS.total_seconds() / 60)
    end = keyboards.make_button(reader.language, "btn-focus-off", FocusEnd(number=number))
    return reader.say_rich("focus-on", number=number, name=name, minutes=minutes), ((end,),)


FACES: dict[QuestionKind, Callable[[Reader, QuestionInfo], _Face]] = {
    QuestionKind.RATING_WORD: _rating_word,
    QuestionKind.WHICH_TICKET: _which_ticket,
    QuestionKind.WHERE_TO: _where_to,
    QuestionKind.NOT_YOURS: _not_yours,
    QuestionKind.RESOLVED_ADDED: _resolved_face,
    QuestionKind.CLOSED_REPLY: _closed_face,
    QuestionKind.ADD_TO: _add_to,
    QuestionKind.ADD_SAME: _add_same,
    QuestionKind.PRESET: _preset,
    QuestionKind.MISSING: receipt_parts.make_intake_part,
    QuestionKind.TOPIC_FORM: receipt_parts.make_intake_part,
    QuestionKind.ORGANIZATION: screens.make_question,
    QuestionKind.REGISTER: registration.make_step_part,
    QuestionKind.NEW_NEXT: _new_next,
    QuestionKind.SUBJECT: _subject,
    QuestionKind.HOLD_REASON: _hold_reason,
    QuestionKind.ESCALATION: _escalation,
    QuestionKind.FOCUS: _focus,
    QuestionKind.CLOSE: _close,
    QuestionKind.WROTE_MAIL: _wrote_mail,
}


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
