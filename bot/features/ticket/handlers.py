"""Commands and buttons of cards, for agents; the desk checks each again. A button acts only on the ticket that its own
message is about; a command without its arguments is answered with an example."""

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.content import read_message
from bot.features.ask_colleague import name_unfound
from bot.features.availability import describe_absence, offer_lengths
from bot.features.ticket import buttons, handlers_acts
from bot.features.ticket.buttons import Foldable
from bot.handlers import PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import Press, handle_presses, is_last
from db.models import EntryKind, Ticket
from desk import Desk, NotAllowed, Outdated
from desk.acts import of_tickets
from desk.acts.declaring import Door, make_by_hand
from desk.board import gone_tasks
from desk.conversation import mask_before_storing, thread
from desk.conversation.new_entry import NewEntry
from desk.files import whole_mails
from desk.i18n import choose_language
from desk.outbox import Args, Say, Show
from desk.people import team_names
from desk.people.team_names import CalledMember
from desk.policy import permissions
from desk.queries import topic_choices
from desk.questions import sender_questions
from desk.requests import forwarded_mail, side_conversations
from desk.text import RichText
from desk.tickets import assignment, fields, filing, participants, promises, root_causes

_NOBODY = CalledMember(None)


@make_by_hand(Door.TYPED, "take")
async def claim_ticket_of_commands(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/take N`; the card that the desk sends confirms it."""
    number = respond.require_number(desk, command)
    if number is not None:
        await assignment.claim(desk, number, below=True)


@make_by_hand(Door.TYPED, "release")
async def release_ticket_of_commands(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/release N`; a new card confirms it to an agent who is available."""
    number = respond.require_number(desk, command)
    if number is None:
        return
    done = await assignment.release(desk, number)
    if desk.require_actor().away or not done.changed:
        respond.post_line(desk, "done-release", done.id, number=done.number)


@make_by_hand(Door.TYPED, "hand")
async def hand_over_of_commands(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/hand N name`; without a name, or with one that is not found, ask to whom."""
    if command.number is None:
        respond.post_line(desk, "usage-hand")
        return
    await _hand_over_to_called(desk, command.number, command.after_number.text, message_id=message.message_id)


async def _hand_over_to_called(desk: Desk, number: int, name: str, *, message_id: int) -> None:
    """Hand the ticket over to the colleague of that name; ask to whom if there is none, or more than one."""
    called = await team_names.find_called(desk.session, name)
    if called.person is None:
        await _ask_whom(desk, number, message_id=message_id, called=called)
        return
    done = await assignment.hand_over_to(desk, number, called.person)
    respond.post_line(desk, "done-hand", done.id, number=done.number, name=called.person.name)


async def _ask_whom(desk: Desk, number: int, *, message_id: int | None = None, called: CalledMember = _NOBODY) -> None:
    """Offer everyone who can take the ticket, as a reply to that message; `called`: a name that was not found. Raises
    the desk's refusals of handing over."""
    ticket_id = await respond.require_ticket_id(desk, number)
    await assignment.check_hand_over(desk, number)
    note, args = name_unfound(called)
    shown = Show("hand", slot=f"hand:{number}", fresh=True, reply_to_message=message_id)
    respond.post_letter(desk, replace(shown, note=note, note_args=args), ticket_id)


async def do_verb(message: Message, desk: Desk, verb: str | None, number: int) -> None:
    """Do the verb that a whole reply is, as its command does it."""
    act = next(act for act in of_tickets.ACTS if act.name == verb)
    await handlers_acts.do_typed(message, TypedCommand(act.get_name(Door.TYPED), RichText(), replied=number), desk)


@make_by_hand(Door.TYPED, "category")
async def set_topic(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/category N name`, ignoring case; a space equals an underscore."""
    choices = await topic_choices.list_categories(desk.session)
    wanted = _fold(command.after_number.text)
    found = next((c for c in choices if wanted in {_fold(name) for name in (c.name, *c.names.values())}), None)
    if command.number is not None and found is not None:
        done = await fields.categorise(desk, command.number, found.id)
        respond.post_line(desk, "done-category", done.id, number=done.number, name=found.get_name(_language(desk)))
    elif choices:
        respond.post_line(desk, "usage-category", names=", ".join(c.get_name(_language(desk)) for c in choices))
    else:
        respond.post_line(desk, "usage-category-none")


def _language(desk: Desk) -> str:
    return choose_language(desk.require_actor(), desk.rules.locale)


def _fold(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").split())


@make_by_hand(Door.TYPED, "note")
async def add_note(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/note N text`; an attached file goes with it."""
    words = command.after_number
    said = read_message(message, words=words, now=desk.now)
    if command.number is None or not (words.text.strip() or said.files):
        respond.post_line(desk, "usage-note")
        return
    await thread.add_note(desk, command.number, NewEntry.from_message(said))


async def _show_more(_query: CallbackQuery, callback_data: buttons.More, desk: Desk, pressed: PressedMessage) -> None:
    """Show another screen of the pressed message's buttons, in place."""
    face, number = callback_data.face, callback_data.number
    pressed.require_view(face.value)
    pressed.require_ticket(number)
    ticket_id = await respond.require_ticket_id(desk, number)
    who = await permissions.get_access(
        desk.session, await desk.session.get_one(Ticket, ticket_id), desk.require_actor()
    )
    if (face is Foldable.CARD and not who.staff) or (face is Foldable.RECEIPT and not who.requester):
        raise NotAllowed
    respond.post_letter(desk, Show(face.value, slot=f"{face.value}:{number}", page=callback_data.screen), ticket_id)


_IN_A_BOX = 190  # of the 200 characters of an answer (Bot API, answerCallbackQuery, read 2026-11)


def make_router() -> Router:
    """Return a fresh router of these buttons."""
    router = StaffRouter(name="tickets")
    handle_presses(
        router,
        _show_more,
        reassure_requester,
        _claim_ticket,
        _release_ticket,
        _show_masked,
        _send_on,
        ask_sender,
        _switch_copies,
        _say_whose,
        _choose_receiver,
        hand_over,
        cancel_night_call,
        set_root_cause,
        _answer_deleted_task,
    )
    return router


async def _claim_ticket(
    _query: CallbackQuery, callback_data: buttons.Claim, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Take the ticket; the first press wins, a later one is told who has it.

    The card is edited if it is the chat's last message, else a new one is sent. In a group a line says so too.
    """
    pressed.require_ticket(callback_data.number)
    is_card = not press.in_group and pressed.kind in ("card", "open")
    here = is_card and await is_last(desk.session, desk.rules.bot_id, press)
    await assignment.claim(desk, callback_data.number, below=not here)
    if pressed.kind in ("queue", "all", "attention"):
        respond.post_letter(desk, Show(pressed.kind, slot=pressed.kind, only_edit=True))
    if press.in_group:
        press.say("done-claim", number=callback_data.number)


async def _release_ticket(
    _query: CallbackQuery, callback_data: buttons.Release, desk: Desk, pressed: PressedMessage
) -> None:
    """Return a ticket to the queue; for an agent who went away all their tickets, or none."""
    number = callback_data.number
    if isinstance(number, int):
        pressed.require_ticket(number)
        await assignment.release(desk, number)
        return
    permissions.require_staff(desk.require_actor())
    pressed.require_view("away")
    pressed.require_open()
    if number is buttons.ReleaseAll.ALL:
        given = {"n": len(await assignment.release_all(desk)), **describe_absence(desk)}
        said = Say("released-all", given, offer_lengths(), slot="away", replace=True)
    else:
        said = Say("away-kept", describe_absence(desk), offer_lengths(), slot="away", replace=True)
    respond.post_letter(desk, said)


async def _show_masked(
    _query: CallbackQuery, callback_data: buttons.ShowMasked, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Show what was masked in a box, which leaves nothing in the chat. Of more than fits the newest is shown."""
    pressed.require_ticket(callback_data.number)
    pieces = await mask_before_storing.show_pieces(desk, callback_data.number)
    if not pieces:
        press.show_alert("masked-gone")
        return
    press.show_alert("masked-shown", pieces="\n".join(pieces)[-_IN_A_BOX:])


async def require_mail(desk: Desk, at: buttons.ShowMail, _pressed: PressedMessage) -> int:
    """Return the ticket's id if the mail can still be read. Raises Outdated, NotAllowed."""
    ticket_id = await respond.require_staff_ticket_id(desk, at.number)
    if await whole_mails.find_readable(desk.session, desk.require_actor(), at.number, at.entry or None) is None:
        raise Outdated(at.number)
    return ticket_id


async def _send_on(
    _query: CallbackQuery, callback_data: buttons.SendOn, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Send a supplier's mail to the requester, as the presser's answer."""
    pressed.require_ticket(callback_data.number)
    entry = await side_conversations.send_on(desk, callback_data.number, callback_data.entry)
    press.say("done-sendon", number=callback_data.number, waits=int(entry.kind is EntryKind.DRAFT))


async def ask_sender(
    _query: CallbackQuery, callback_data: buttons.AskSender, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Ask the person in whose name a mail came if they wrote it."""
    pressed.require_ticket(callback_data.number)
    asked = await sender_questions.ask_sender(desk, callback_data.number)
    if asked.name is None:
        press.say("sender-unreachable", address=asked.address)
    else:
        press.say("done-whosemail-by-mail" if asked.by_mail else "done-whosemail", name=asked.name)


async def _switch_copies(
    _query: CallbackQuery, callback_data: buttons.SwitchCopies, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Let answers go only to the requester, or to those in copy too."""
    pressed.require_ticket(callback_data.number)
    verb = participants.send_copies if callback_data.on else participants.send_no_copies
    await verb(desk, callback_data.number)
    press.say("done-copies", number=callback_data.number, on=int(callback_data.on))


async def _say_whose(
    _query: CallbackQuery, callback_data: buttons.SayWhose, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Say whose request a forwarded mail is."""
    pressed.require_ticket(callback_data.number)
    if callback_data.theirs:
        press.say("done-whose", name=await forwarded_mail.give_to_writer(desk, callback_data.number))
    else:
        await forwarded_mail.keep(desk, callback_data.number)


async def _choose_receiver(
    _query: CallbackQuery, callback_data: buttons.AskReceiver, desk: Desk, pressed: PressedMessage
) -> None:
    permissions.require_staff(desk.require_actor())
    pressed.require_ticket(callback_data.number)
    await _ask_whom(desk, callback_data.number)


async def hand_over(_query: CallbackQuery, callback_data: buttons.HandTo, desk: Desk, pressed: PressedMessage) -> None:
    """Hand the ticket over; the question then says to whom."""
    pressed.require_ticket(callback_data.number)
    pressed.require_open()
    pressed.require_newest(callback_data.number)
    done = await assignment.hand_over(desk, callback_data.number, callback_data.person)
    name = done.assignee.name if done.assignee else ""
    slot = f"hand:{done.number}"
    respond.post_letter(desk, Say("done-hand", {"number": done.number, "name": name}, slot=slot, replace=True), done.id)


async def set_root_cause(
    _query: CallbackQuery, callback_data: buttons.CauseChoice, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Set the root cause; the card shows it, and no one is notified."""
    pressed.require_ticket(callback_data.number)
    done = await root_causes.set_root_cause(desk, callback_data.number, callback_data.key or None)
    press.say("done-cause" if callback_data.key else "done-cause-none", number=done.number)


async def cancel_night_call(
    _query: CallbackQuery, callback_data: buttons.CanWait, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Take back the call of the night staff; the requester is told."""
    pressed.require_ticket(callback_data.number)
    done = await filing.cancel_night_call(desk, callback_data.number)
    press.say("done-priority", number=done.number, priority=done.priority)


async def _answer_deleted_task(
    _query: CallbackQuery, callback_data: buttons.DeletedTask, desk: Desk, pressed: PressedMessage
) -> None:
    """Close the ticket whose task was deleted, or put the task back."""
    pressed.require_ticket(callback_data.number)
    pressed.require_view("gone")
    if callback_data.word is buttons.DeletedTaskAnswer.CLOSE:
        await gone_tasks.close_as_answered(desk, callback_data.number)
    else:
        await gone_tasks.restore_task(desk, callback_data.number)


async def reassure_requester(
    _query: CallbackQuery, callback_data: buttons.StillWorking, desk: Desk, pressed: PressedMessage
) -> None:
    """Tell the requester that the agent is still working on it."""
    pressed.require_ticket(callback_data.number)
    pressed.require_open()
    done = await promises.reassure_requester(desk, callback_data.number)
    told: Args = {"number": done.number, "name": done.requester.name}
    respond.post_letter(desk, Say("done-still", told, slot=f"still:{done.number}", replace=True), done.id)
