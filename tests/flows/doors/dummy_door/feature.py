"""Declares the door. Whatever of it is called raises: who comes by another door has no business here."""

from typing import Any, NoReturn

from aiogram import Router
from aiogram.filters.callback_data import CallbackData

from bot.feature import Feature, OtherChats, ViewSpec
from bot.handlers import CommandFilter
from bot.handlers.commands import HasField
from bot.runtime import Runtime
from bot.updates.batch import Where

_KIND = "dummy_message"
_CHATS = range(-(2**61), -(2**60))


class WrongDoorError(Exception):
    """Somebody was led to a door that is not concerned."""


class _Press(CallbackData, prefix="dummy"):
    """Press its only button."""


async def _refuse(*_given: Any, **_named: Any) -> NoReturn:
    raise WrongDoorError


def _refuse_letter(*_given: Any) -> NoReturn:
    raise WrongDoorError


class _Nobody:
    takes = frozenset({(_KIND, Where.PRIVATE)})
    filter_updates = call = staticmethod(_refuse)


def _make_nobody(_runtime: Runtime) -> Any:
    return _Nobody()


def _make_router() -> Router:
    made = Router(name="dummy door")
    made.message.register(_refuse, CommandFilter("dummy"), _refuse)
    made.message.register(_refuse, HasField("dice"), _refuse)
    made.callback_query.register(_refuse, _Press.filter(), _refuse)
    return made


FEATURE = Feature(
    name="dummy door",
    gates=(_make_router,),
    routers=(_make_router,),
    views={"dummy": ViewSpec(_refuse)},
    other_chats=OtherChats(
        updates=(_KIND,),
        chats=_CHATS,
        make_filter=_make_nobody,
        take_update=_refuse,
        make_calls=_make_nobody,
        fit_letter=_refuse_letter,
    ),
)
