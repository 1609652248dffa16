"""Asks only the routers that may take an update, found by its command or the prefix of its button."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.handlers.commands import CommandTable
from bot.handlers.filters import CommandFilter

_Keyed = tuple[Router, frozenset[str] | None]


def make_dispatch_router(routers: Sequence[Router], commands: CommandTable) -> Router:
    """Return a router that passes each update to those of `routers` that may take it, in their order."""
    made = Router(name="dispatch")
    for update_type, observer in made.observers.items():
        keyed = [(router, _read_keys(router, update_type)) for router in routers]
        asked = [(router, keys) for router, keys in keyed if keys is None or keys]
        if asked:
            observer.register(_make_handler(update_type, _make_table(asked), commands))
    return made


def _read_keys(router: Router, update_type: str) -> frozenset[str] | None:
    """Return the commands and prefixes that the router takes; None if it may take any update of the type."""
    found = [_read_key(one) for below in router.chain_tail for one in below.observers[update_type].handlers]
    return None if None in found else frozenset[str]().union(*(keys for keys in found if keys is not None))


def _read_key(handler: HandlerObject) -> frozenset[str] | None:
    for one in handler.filters or ():
        if isinstance(one.callback, CommandFilter):
            return one.callback.names
        if isinstance(one.callback, CallbackQueryFilter):
            return frozenset([one.callback.callback_data.__prefix__])
    return None


def _make_table(asked: Iterable[_Keyed]) -> dict[str | None, list[Router]]:
    """Return the routers by key; by None those that are asked for a key that no router names."""
    asked = list(asked)
    named = {None, *(key for _, keys in asked for key in keys or ())}
    return {key: [router for router, keys in asked if keys is None or key in keys] for key in named}


def _make_handler(
    update_type: str, table: dict[str | None, list[Router]], commands: CommandTable
) -> Callable[..., Any]:
    async def pass_on(event: TelegramObject, **data: Any) -> Any:
        for router in table.get(_find_key(event, commands), table[None]):
            response = await router.propagate_event(update_type=update_type, event=event, **data)
            if response is not UNHANDLED:
                return response
        return UNHANDLED

    return pass_on


def _find_key(event: TelegramObject, commands: CommandTable) -> str | None:
    if isinstance(event, CallbackQuery):
        return (event.data or "").partition(":")[0]
    command = commands.read_command(event) if isinstance(event, Message) else None
    return command.name if command is not None else None
