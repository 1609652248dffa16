"""Asks only the routers that may take an update, found by its command or the prefix of its button."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, NamedTuple

from aiogram import BaseMiddleware, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.content import read_message
from bot.features.registry import COMMANDS, FEATURES, TURNS, VIEWS, find_button_grant
from bot.handlers import respond, showing
from bot.handlers.arrival import Arrival
from bot.handlers.commands import (
    FIELD,
    BlockedRouter,
    CommandFilter,
    CommandTable,
    StaffRouter,
    TeamGroupRouter,
    TypedCommand,
)
from bot.handlers.pressed_message import PressedMessageMiddleware
from db.models import Person
from desk import Desk, NotAllowed, Refused
from desk.inbound import reply_target
from desk.inbound.message_lookup import get_number
from desk.place import TeamPlace
from desk.policy import permissions
from desk.policy.permissions import has_grant
from desk.queries import tickets
from desk.questions import focus
from desk.text.typed_times import parse_length


def make_router(commands: CommandTable) -> Router:
    """Return a fresh router of these refusals."""
    made = Router(name="refusals")
    made.message.register(_refuse_requester, CommandFilter(*commands.only_staff), _IsNotStaff())
    made.message.register(_refuse_ungranted, _NeedsGrant(*commands.by_name))
    made.callback_query.register(_refuse_press, _PressNeedsGrant())
    made.message.register(_refuse_words, CommandFilter(*commands.alone), _HasWords())
    return made


class _IsNotStaff(Filter):
    async def __call__(self, _event: object, me: Person) -> bool:
        return not permissions.is_staff(me)


class _NeedsGrant(CommandFilter):
    """Takes commands of staff, even switched off, for which the person lacks the grant."""

    async def __call__(self, _message: Message, typed: TypedCommand | None, commands: CommandTable, me: Person) -> bool:  # type: ignore[override]
        return typed is not None and permissions.is_staff(me) and not commands.may_use(me, typed.name)


class _PressNeedsGrant(Filter):
    """Takes presses on buttons of staff for which the person lacks the grant."""

    async def __call__(self, query: CallbackQuery, me: Person) -> bool:
        needed = find_button_grant(query.data or "")
        return needed is not None and permissions.is_staff(me) and not has_grant(me, needed)


class _HasWords(Filter):
    async def __call__(self, _message: Message, command: TypedCommand) -> bool:
        return bool(command.words.text.strip())


async def _refuse_requester(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Say that the command is only for the team."""
    respond.post_line(desk, "only-team", command=command.name)


async def _refuse_ungranted(_message: Message, desk: Desk) -> None:
    """Say that the person's role does not allow the command."""
    respond.post_line(desk, "not-granted")


async def _refuse_press(_query: CallbackQuery) -> None:
    """Refuse the press. Raises NotAllowed."""
    raise NotAllowed("not-granted")


async def _refuse_words(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Say that the command takes no arguments."""
    respond.post_line(desk, "usage-alone", command=command.name)


class ImpliedTicket(BaseMiddleware):
    """Completes the `command` of handlers. Raises Refused if a typed number and the other ticket may both be meant."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Look at what the command replies to, or the focus, then call the handler."""
        command: TypedCommand | None = data.get("command")
        if isinstance(event, Message) and command is not None:
            data = {**data, "command": await _add_number(event, command, data["desk"], data["commands"])}
        return await handler(event, data)


async def _add_number(message: Message, command: TypedCommand, desk: Desk, commands: CommandTable) -> TypedCommand:
    typed, said = command.number, command.after_number.text.strip()
    is_whole = commands.is_former(command.name, said) or bool(said) == commands.has_two_numbers(command.name)
    if not commands.is_of_ticket(command.name) or command.has_sign or (typed is not None and is_whole):
        return command
    if message.reply_to_message is not None:
        implied = await reply_target.find_number(desk, read_message(message, now=desk.now))
    elif (topic := desk.place.topic) is not None and topic.ticket_id is not None:
        implied = await get_number(desk, topic.ticket_id)
    elif permissions.is_staff(desk.require_actor()) and not commands.has_own_meaning(command.name):
        implied = await focus.find_number(desk, with_words=commands.is_sent(command.name) and bool(said))
    else:
        return command
    if implied is None or (said and implied == typed):
        return command
    if typed is not None and said and await _is_ticket(desk, typed):
        _refuse_unclear(message, command, commands, typed, implied)
        return command
    return replace(command, replied=implied)


async def _is_ticket(desk: Desk, number: int) -> bool:
    return await tickets.find_ticket_id(desk.session, number, desk.require_actor()) is not None


def _refuse_unclear(message: Message, command: TypedCommand, commands: CommandTable, typed: int, implied: int) -> None:
    """Raise Refused unless the typed number counts: in focus it does, but for words that would be sent, and where it
    begins a length ("1 h")."""
    if message.reply_to_message is not None:
        raise Refused("reply-or-number", command=command.name, number=typed, replied=implied)
    if commands.is_sent(command.name) or parse_length(command.words.text.split(), alone=False):
        raise Refused("focus-or-number", command=command.name, number=typed, focused=implied)


def make_routers() -> list[Router]:
    """Return fresh routers, in the order in which they are asked."""
    made = [make() for feature in FEATURES for make in feature.gates]
    made += [make_router(COMMANDS), showing.make_router(TURNS, COMMANDS.by_name.values(), VIEWS)]
    made += [make() for feature in FEATURES for make in feature.routers]
    made.append(respond.make_router())
    for router in made:
        router.callback_query.middleware(PressedMessageMiddleware())
        router.message.middleware(ImpliedTicket())
    return made


class _Who(NamedTuple):
    """The person who writes, and whether that is in a group."""

    is_staff: bool
    is_blocked: bool
    in_group: bool


_EVERYBODY = [_Who(*one) for one in product((True, False), repeat=3)]
_Keyed = tuple[TelegramEventObserver, frozenset[str] | None]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Observers that are asked for updates of a kind, in their order: each with the keys of which it takes one."""

    observers: list[_Keyed]
    keys: frozenset[str]
    by_keys: dict[frozenset[str], list[TelegramEventObserver]] = field(default_factory=dict)

    def find(self, arrival: Arrival) -> list[TelegramEventObserver]:
        """Return those that may take an update; what is no key of anybody makes no difference."""
        known = self.keys.intersection(_list_keys(arrival))
        if known not in self.by_keys:
            self.by_keys[known] = [one for one, its in self.observers if its is None or its & known]
        return self.by_keys[known]


class Dispatch:
    """Passes each update to those of `routers`, and of the routers below them, that may take it, in their order, until
    one has. The filters of a router are those of its own handlers; outer middlewares are not called.

    Who is asked is looked up: by the kind of the update, who writes and whether that is in a group (`StaffRouter`,
    `BlockedRouter`, `TeamGroupRouter`), and what the first filter with `keys` of each handler names.
    """

    def __init__(self, routers: Iterable[Router], commands: CommandTable) -> None:
        flat = [below for router in routers for below in router.chain_tail]
        self._commands = commands
        self._asked = {
            (kind, who): _list_asked(flat, kind, who) for kind, who in product(flat[0].observers, _EVERYBODY)
        }

    async def handle_update(self, arrival: Arrival, *, desk: Desk, **data: Any) -> None:
        """Call the handler of an update with those of `data` that it names."""
        me, event = desk.require_actor(), arrival.event
        who = _Who(permissions.is_staff(me), me.blocked_at is not None, isinstance(desk.place, TeamPlace))
        asked = self._asked.get((arrival.kind, who))
        if asked is None:
            return
        data |= {"desk": desk, "commands": self._commands, "typed": arrival.typed}
        for observer in asked.find(arrival):
            passed, more = await observer.check_root_filters(event, **data)
            if passed and await observer.trigger(event, **more) is not UNHANDLED:
                return


def _list_asked(routers: Iterable[Router], kind: str, who: _Who) -> _Asked:
    keyed = [
        (router.observers[kind], _read_keys(router.observers[kind]))
        for router in routers
        if _is_open(router, kind, who)
    ]
    asked = [(observer, keys) for observer, keys in keyed if keys is None or keys]
    return _Asked(asked, frozenset(key for _, keys in asked for key in keys or ()))


def _is_open(router: Router, kind: str, who: _Who) -> bool:
    if isinstance(router, BlockedRouter):
        return who.is_blocked
    if kind != "message":
        return True
    return who.is_staff if isinstance(router, StaffRouter) else who.in_group or not isinstance(router, TeamGroupRouter)


def _read_keys(observer: TelegramEventObserver) -> frozenset[str] | None:
    """Return the keys of the updates that the handlers take; None if one may take any update of the kind."""
    found = [_read_key(one) for one in observer.handlers]
    return None if None in found else frozenset[str]().union(*(keys for keys in found if keys is not None))


def _read_key(handler: HandlerObject) -> frozenset[str] | None:
    for one in handler.filters or ():
        if isinstance(one.callback, CallbackQueryFilter):
            return frozenset([one.callback.callback_data.__prefix__])
        keys: frozenset[str] | None = getattr(one.callback, "keys", None)
        if keys is not None:
            return keys
    return None


def _list_keys(arrival: Arrival) -> Iterator[str]:
    event = arrival.event
    if isinstance(event, CallbackQuery):
        yield (event.data or "").partition(":")[0]
    elif isinstance(event, Message):
        yield from (FIELD + name for name in event.model_fields_set)
        if arrival.typed is not None:
            yield arrival.typed.name
