"""A press acts only on what its own message asked about: each handler of a button looks at the message first."""

from collections.abc import Iterator
from contextlib import suppress
from enum import Enum
from itertools import product
from traceback import extract_tb
from typing import Any, get_args

from aiogram import Router
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters.callback_data import CallbackData

from bot.features.registry import COMMANDS
from bot.handlers import pressed_message
from bot.handlers.dispatch import make_routers
from bot.handlers.pressed_message import Press, PressedMessage
from db.database import Database
from db.models import Origin, Person, Role
from desk import Desk, Outdated
from desk.outbox import Slot
from tests.desk.stage import Stage
from tests.flows.matrix_rows import kinds_of_buttons

_OTHERWISE = set(
    """
    ad addo adfield adnew adrow adset adask adundo brake chat consent evict exempt fill fillskip forgetask
    forward_for ideashown kb kb_from kb_in
    mailing_drop mailing_send mailing_stop mailing_to menu mydata org_ask org_member org_notice
    register_skip register_way reopen solved targets to trainee unlink unshare write
""".split()  # noqa: SIM905  (a line each would be forty lines)
)
"""Buttons that mean the same under any message, or look at the message in another way, or after what is stored."""


def _handlers(router: Router) -> Iterator[tuple[type[CallbackData], HandlerObject]]:
    for handler in router.callback_query.handlers:
        for one in handler.filters or ():
            if (kind := getattr(one.callback, "callback_data", None)) is not None:
                yield kind, handler
    for below in router.sub_routers:
        yield from _handlers(below)


def _value(kind: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    inside = get_args(kind)
    return (inside[0] if isinstance(inside[0], str) else _value(inside[0])) if inside else kind(1)


async def test_each_button_has_a_handler_that_refuses_it_under_another_message(database: Database) -> None:
    found = [one for router in make_routers() for one in _handlers(router)]
    assert {kind for kind, _ in found} == set(kinds_of_buttons())
    stage = Stage(database)
    stage.with_rules(requests__ideas=True, organizations__enabled=True, payments__enabled=True)
    people = [await stage.person("Vera", Role.ADMIN), await stage.person("Rita")]
    refused: set[str] = set()
    async with database.sessions() as session:
        for (kind, handler), who in product(found, people):
            me = await session.get_one(Person, who.id)
            data = kind.model_construct(**{name: _value(one.annotation) for name, one in kind.model_fields.items()})
            desk = Desk(session, Origin.TELEGRAM, me, now=stage.now, rules=stage.rules)
            pressed, press = (
                PressedMessage(Slot.parse("elsewhere:4"), 4, 4, 4, shown=False),
                Press("1", "x", who.chat, 1),
            )
            given = {
                "desk": desk,
                "me": me,
                "pressed": pressed,
                "press": press,
                "session": session,
                "commands": COMMANDS,
            }
            with suppress(Exception):
                try:
                    await handler.call(None, callback_data=data, bot_id=1, **given)
                except Outdated as error:
                    if extract_tb(error.__traceback__)[-1].filename == pressed_message.__file__:
                        refused.add(kind.__prefix__)
            await session.rollback()
    assert {kind.__prefix__ for kind, _ in found} - refused == _OTHERWISE
