"""Asks only the routers that may take an update, found by its command or the prefix of its button."""

from collections.abc import Iterable, Sequence
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.types import CallbackQuery, Message, TelegramObject, Update

from bot.handlers.commands import CommandTable
from bot.handlers.filters import CommandFilter

_Keyed = tuple[TelegramEventObserver, frozenset[str] | None]
_Table = dict[str | None, list[TelegramEventObserver]]


class Dispatch:
    """Passes each update to those of `routers`, and of the routers below them, that may take it, in their order, until
    one has. The filters of a router are those of its own handlers; outer middlewares are not called."""

    def __init__(self, routers: Iterable[Router], commands: CommandTable) -> None:
        flat = [below for router in routers for below in router.chain_tail]
        self._commands = commands
        self._tables: dict[str, _Table] = {}
        for update_type in Update.model_fields.keys() & flat[0].observers.keys():
            keyed = [(one.observers[update_type], _read_keys(one.observers[update_type])) for one in flat]
            asked = [(observer, keys) for observer, keys in keyed if keys is None or keys]
            if asked:
                self._tables[update_type] = _make_table(asked)

    async def handle_update(self, update: Update, **data: Any) -> None:
        """Call the handler of an update with those of `data` that it names."""
        for update_type, table in self._tables.items():
            event = getattr(update, update_type)
            if event is not None:
                await self._ask(table.get(_find_key(event, self._commands), table[None]), event, data)

    async def _ask(
        self, observers: Iterable[TelegramEventObserver], event: TelegramObject, data: dict[str, Any]
    ) -> None:
        for observer in observers:
            passed, more = await observer.check_root_filters(event, commands=self._commands, **data)
            if passed and await observer.trigger(event, **more) is not UNHANDLED:
                return


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


def _make_table(asked: Sequence[_Keyed]) -> _Table:
    """Return those who are asked by key; by None for a key that no handler names."""
    named = {None, *(key for _, keys in asked for key in keys or ())}
    return {key: [one for one, keys in asked if keys is None or key in keys] for key in named}


def _find_key(event: TelegramObject, commands: CommandTable) -> str | None:
    if isinstance(event, CallbackQuery):
        return (event.data or "").partition(":")[0]
    command = commands.read_command(event) if isinstance(event, Message) else None
    return command.name if command is not None else None
