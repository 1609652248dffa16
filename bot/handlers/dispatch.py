"""Asks only the routers that may take an update, found by its command or the prefix of its button."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.handlers.commands import CommandTable
from bot.handlers.filters import CommandFilter

_Keyed = tuple[TelegramEventObserver, frozenset[str] | None]


def make_dispatch_router(routers: Iterable[Router], commands: CommandTable) -> Router:
    """Return a router that passes each update to those of `routers`, and of the routers below them, that may take it,
    in their order. The filters of a router are those of its own handlers; outer middlewares are not called."""
    made = Router(name="dispatch")
    flat = [below for router in routers for below in router.chain_tail]
    for update_type, observer in made.observers.items():
        keyed = [(below.observers[update_type], _read_keys(below.observers[update_type])) for below in flat]
        asked = [(below, keys) for below, keys in keyed if keys is None or keys]
        if asked:
            observer.register(_make_handler(_make_table(asked), commands))
    return made


def _read_keys(observer: TelegramEventObserver) -> frozenset[str] | None:
    """Return the commands and prefixes that the handlers take; None if one may take any update of the type."""
    found = [_read_key(one) for one in observer.handlers]
    return None if None in found else frozenset[str]().union(*(keys for keys in found if keys is not None))


def _read_key(handler: HandlerObject) -> frozenset[str] | None:
    for one in handler.filters or ():
        if isinstance(one.callback, CommandFilter):
            return one.callback.names
        if isinstance(one.callback, CallbackQueryFilter):
            return frozenset([one.callback.callback_data.__prefix__])
    return None


def _make_table(asked: Sequence[_Keyed]) -> dict[str | None, list[TelegramEventObserver]]:
    """Return those who are asked by key; by None for a key that no handler names."""
    named = {None, *(key for _, keys in asked for key in keys or ())}
    return {key: [one for one, keys in asked if keys is None or key in keys] for key in named}


def _make_handler(table: dict[str | None, list[TelegramEventObserver]], commands: CommandTable) -> Callable[..., Any]:
    async def pass_on(event: TelegramObject, **data: Any) -> Any:
        for observer in table.get(_find_key(event, commands), table[None]):
            passed, more = await observer.check_root_filters(event, **data)
            response = await observer.trigger(event, **more) if passed else UNHANDLED
            if response is not UNHANDLED:
                return response
        return UNHANDLED

    return pass_on


def _find_key(event: TelegramObject, commands: CommandTable) -> str | None:
    if isinstance(event, CallbackQuery):
        return (event.data or "").partition(":")[0]
    command = commands.read_command(event) if isinstance(event, Message) else None
    return command.name if command is not None else None
