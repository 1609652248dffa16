"""Commands and buttons of acts on a ticket, as the acts are declared. The desk checks who acts."""

from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import Command
from bot.features.ticket.buttons import ACT_PRESSES
from bot.handlers import PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import OfTicket, Press
from desk import Desk, Refused, TicketResult
from desk.act_catalogue import list_acts
from desk.acts import of_tickets, reading
from desk.acts.declaring import MADE, Door, TicketAct
from desk.groups import routing
from desk.questions import asking
from desk.settings.kinds import Choice

_TOLD = (of_tickets.PENDING, of_tickets.RESOLVE)
"""Requesters hear of these: what was written before goes first."""
_ENDS = {of_tickets.ESCALATE.name: of_tickets.DEESCALATE, of_tickets.TIME.name: of_tickets.RETIME}
"""What ends an act, by its command with `off`."""
_FORMER = {"escalate": ("deescalate off",)}


def make_router() -> Router:
    """Return a fresh router of these."""
    made = Router(name="acts")
    for pressed in ACT_PRESSES.values():
        made.callback_query.register(_do_pressed, pressed.filter())
    return made


def make_command(act: TicketAct) -> Command:
    """Return the command of an act, with its other names."""
    name, *aliases = act.called.get(Door.TYPED, act.name).split()
    return Command(
        name, grave=act.grave, grant=act.grant, of_ticket=True, sends=Door.ANSWER in act.doors, aliases=tuple(aliases),
        former=_FORMER.get(name, ()), setting=act.setting,
        then_number=any(isinstance(one.kind, Choice) and not one.is_optional for one in act.arguments),
    )  # fmt: skip


async def do_or_ask(desk: Desk, act: TicketAct, number: int, values: dict[str, Any]) -> TicketResult | None:
    """Do the act; where words are missing ask for them, before it if it needs them. None if the question says it."""
    if act.asks is not None and act.asks_first and not values:
        ticket_id = await reading.check_asked(desk, act, act.asks, number)
        await asking.ask_reason(desk, act.asks.kind, ticket_id, act.name)
        return None
    done: TicketResult = await act.run(desk, number, **values)
    if act.asks is not None and not values and done.changed:
        await asking.ask_actor(desk, act.asks.kind, ticket_id=done.id, act=act.name)
        return None
    return done


async def do_typed(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle the command of an act, by hand where it is made so: the number, then its values; one without arguments
    takes no words."""
    if (by_hand := MADE.get((Door.TYPED, command.name))) is not None:
        await by_hand(message, command, desk)
        return
    act = list_acts(Door.TYPED)[command.name]
    number, words = command.number, command.after_number.text.strip()
    word, _, rest = words.partition(" ")
    if act.name in _ENDS and word.casefold() == "off":
        if rest or number is None:
            respond.post_line(desk, f"usage-{act.name}")
            return
        act, words = _ENDS[act.name], ""
    elif not act.arguments:
        number = respond.require_number(desk, command)
    elif number is None:
        respond.post_line(desk, f"usage-{act.name}")
    if number is None:
        return
    values = read_or_explain(desk, act, words) if words or act.asks is None else {}
    if values is not None:
        await do_and_say(desk, act, number, values)


def read_or_explain(desk: Desk, act: TicketAct, words: str) -> dict[str, Any] | None:
    """Return the values that the words give; None, with an example posted, if they fit none. Raises Refused."""
    try:
        return reading.read_typed(desk, act, words)
    except Refused as refused:
        if refused.key != f"usage-{act.name}":
            raise
        respond.post_line(desk, refused.key)
        return None


async def do_and_say(desk: Desk, act: TicketAct, number: int, values: dict[str, Any]) -> None:
    """Do the act of a command, or ask for what is missing, and say what was done: in a group another status by a
    sign."""
    done = await do_or_ask(desk, act, number, values)
    if done is None:
        return
    if act.moves:
        await routing.remember_command(desk, done.id)
        if done.waits or respond.mark_done(desk, changed=done.changed):
            return
    respond.post_letter(desk, reading.say_done(act, done, values), done.id)


async def _do_pressed(
    _query: CallbackQuery, callback_data: OfTicket, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Do the act of a button: the card shows another status, of everything else a line says it."""
    act = list_acts(Door.BUTTON)[callback_data.__prefix__]
    number, values = callback_data.number, callback_data.model_dump(exclude={"number"})
    pressed.require_ticket(number)
    if act in _TOLD and await asking.ask_where_first(desk, number, is_typed=False):
        return
    done = await do_or_ask(desk, act, number, values)
    if done is not None and not act.moves:
        said = reading.say_done(act, done, values)
        press.say(said.key, **said.args)
