"""Posts letters to the actor: what handlers put into the outbox."""

from dataclasses import replace

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Update

from bot.feature import QUESTION
from bot.handlers.commands import TypedCommand
from bot.handlers.pressed_message import Press
from db.models import Person, Ticket
from desk import Desk, NoSuchTicket, NotAllowed, Outdated, Refused, TicketResult
from desk.notifications import file_delivery, notifier, staff_group
from desk.outbox import Args, Button, Letter, Menu, Say, Show, Slot, account_jobs, letters
from desk.place import OwnTopic, TeamPlace
from desk.policy import permissions
from desk.queries import tickets
from desk.queries.entries import select_visible

NOT_DONE = "🤷"


def post_letter(desk: Desk, letter: Letter, ticket_id: int | None = None) -> None:
    """Post a letter to the actor: lines where they wrote, views in their own chat. A line to staff is only shown while
    they are staff."""
    if isinstance(desk.place, TeamPlace):
        _post_from_group(desk, desk.place, letter, ticket_id)
        return
    if isinstance(letter, Say) and permissions.is_staff(desk.require_actor()):
        letter = replace(letter, staff_only=True)
    if (topic := desk.place.topic) is not None:
        letter, ticket_id = _keep_in_topic(topic, letter, ticket_id)
    letters.queue_letter(desk.session, desk.require_actor().id, letter, now=desk.now, ticket_id=ticket_id)


def _keep_in_topic(topic: OwnTopic, letter: Letter, ticket_id: int | None) -> tuple[Letter, int | None]:
    """Return a letter that comes into the topic where the actor is: the one of its request, or of what it replies
    to."""
    if topic.ticket_id is None and isinstance(letter, Say | Show) and letter.reply_to_message is None:
        letter = replace(letter, reply_to_message=topic.message_id)
    return letter, ticket_id or topic.ticket_id


def _post_from_group(desk: Desk, place: TeamPlace, letter: Letter, ticket_id: int | None) -> None:
    """Post what answers a message of the team in a group; to who has not started the bot a view cannot be sent. What
    requesters would read comes in private, or there is a sign that something is wrong."""
    me = desk.require_actor()
    if place.is_public and not notifier.has_started(me):
        notifier.react_in_group(desk, place.chat_id, place.message_id, NOT_DONE)
        return
    if (place.is_public or not isinstance(letter, Say)) and notifier.has_started(me):
        letter = replace(letter, reply_to_message=None) if isinstance(letter, Show | Say) else letter
        letter = replace(letter, only_to=None) if isinstance(letter, Say) else letter
        letters.queue_letter(desk.session, me.id, letter, now=desk.now, ticket_id=ticket_id)
        return
    first = Say("group-start-first", {"bot": desk.rules.groups.username}, only_to=me.telegram_id)
    line = letter if isinstance(letter, Say) else first
    line = replace(line, reply_to_message=place.message_id, there=place.chat_id)
    staff_group.post_aside(desk.session, place.group_id, line, now=desk.now, ticket_id=ticket_id or place.topic_of)


def post_line(desk: Desk, key: str, ticket_id: int | None = None, **args: str | int) -> None:
    """Post a line to the actor."""
    given: Args = args
    post_letter(desk, Say(key, given), ticket_id)


def post_question(desk: Desk, kind: str, key: object = "", ticket_id: int | None = None) -> None:
    """Ask the actor what a prompt of that kind takes; `key` says of what."""
    post_letter(desk, Show(QUESTION, slot=str(Slot(kind, str(key))), fresh=True), ticket_id)


DONE = "👌"


def mark_done(desk: Desk, *, changed: bool) -> bool:
    """Confirm what was said in the staff group by a reaction, as the card there shows what has changed. Return False in
    private, and if nothing has changed."""
    return changed and notifier.mark_in_group(desk, DONE)


def press_button(label: str, press: CallbackData, **args: str | int) -> Button:
    """Return a button of a line."""
    given: Args = args
    return Button(label, press.pack(), given)


def post_done_for_another(desk: Desk, done: TicketResult, what: str) -> bool:
    """Tell who leads the requester's organization what they have done, and return True; nothing is posted to the
    requester, whose own messages show it, and to staff."""
    me = desk.require_actor()
    as_client = done.requester.id != me.id and not permissions.is_staff(me)
    if as_client and done.changed:
        post_line(desk, "client-done", number=done.number, name=done.requester.name, what=what)
    return as_client


def require_number(desk: Desk, command: TypedCommand) -> int | None:
    """Return the number of the command's ticket.

    Return None and post a line if there is no number, or if words follow it: they would be ignored, so nothing is
    done.
    """
    if command.number is None:
        post_line(desk, "usage-number", command=command.name)
    elif command.after_number.text.strip():
        post_line(desk, "usage-number-alone", command=command.name)
    else:
        return command.number
    return None


def post_welcome(desk: Desk, key: str, args: Args) -> None:
    """Post a line of welcome; for a requester with the menu below it, if one is published."""
    if desk.rules.menu and not permissions.is_staff(desk.require_actor()):
        post_letter(desk, Show("menu", slot="menu", fresh=True, note=key, note_args=args))
    else:
        post_letter(desk, Say(key, args))


async def require_ticket_id(desk: Desk, number: int) -> int:
    """Return the id of a ticket that the actor may see; raises NoSuchTicket."""
    ticket_id = await tickets.find_ticket_id(desk.session, number, desk.require_actor())
    if ticket_id is None:
        raise NoSuchTicket(number)
    return ticket_id


async def require_staff_ticket_id(desk: Desk, number: int) -> int:
    """Return the id of a ticket for staff who did not file it. Raises NoSuchTicket, NotAllowed."""
    ticket_id = await require_ticket_id(desk, number)
    who = await permissions.get_access(
        desk.session, await desk.session.get_one(Ticket, ticket_id), desk.require_actor()
    )
    if not who.staff:
        raise NotAllowed("own-history", number=number) if permissions.is_staff(desk.require_actor()) else NotAllowed
    return ticket_id


async def post_opened(desk: Desk, number: int, *, note: str | None = None, there: int | None = None) -> None:
    """Post a new view of ticket `#number`, as a reply to message `there`; raises NoSuchTicket. For staff the
    requester's account data is asked for unless it is recent."""
    ticket_id = await require_ticket_id(desk, number)
    if desk.rules.accounts.url is not None and permissions.is_staff(desk.require_actor()):
        account_jobs.queue_lookup(desk, (await desk.session.get_one(Ticket, ticket_id)).requester_id)
    shown = Show("open", slot=f"open:{number}", fresh=True, note=note, reply_to_message=there)
    post_letter(desk, shown, ticket_id)


def post_menu(desk: Desk, person: Person | None = None) -> None:
    """Update the command menu of the person's chat, by default the actor's."""
    receiver = desk.require_actor() if person is None else person
    letters.queue_letter(desk.session, receiver.id, Menu(), now=desk.now)


async def send_files(desk: Desk, number: int) -> int | None:
    """Send the files of the ticket that the actor may see and does not have in their chat; each is checked again when
    it is sent.

    Return the first message in their chat that already shows one of the files.
    """
    ticket = await desk.session.get_one(Ticket, await require_ticket_id(desk, number))
    who = await permissions.get_access(desk.session, ticket, desk.require_actor())
    return await file_delivery.send_files(desk, desk.require_actor(), ticket, select_visible(ticket, who, desk.now))


def make_router() -> Router:
    """Return a fresh router for presses with unknown data."""
    made = Router(name="unknown presses")
    made.callback_query.register(_answer_unknown_press)
    return made


async def _answer_unknown_press(_query: CallbackQuery, pressed: object) -> None:
    """Refuse data of another version, or forged data, as outdated."""
    raise Outdated(getattr(pressed, "number", None))


async def answer_refusal(refusal: Refused, *, update: Update, desk: Desk, press: Press | None, **_rest: object) -> None:
    """Tell the person that their message or press was refused: in a box under a press, in a line under a message. For
    Outdated also show the ticket as it is now."""
    if press is None:
        message = update.message or update.edited_message
        reply_to = message.message_id if message else None
        only_to = desk.place.choose(alone=None, in_group=desk.require_actor().telegram_id)
        notifier.mark_in_group(desk, NOT_DONE)  # the line may never arrive
        post_letter(desk, Say(refusal.key, dict(refusal.args_), reply_to_message=reply_to, only_to=only_to))
        return
    if not isinstance(refusal, Outdated):
        press.show_alert(refusal.key, **refusal.args_)
        return
    press.show_alert("press-outdated")
    if refusal.number is not None and await _may_see(desk, refusal.number):
        await post_opened(desk, refusal.number, note="outdated")


async def _may_see(desk: Desk, number: int) -> bool:
    return await tickets.find_ticket_id(desk.session, number, desk.require_actor()) is not None
