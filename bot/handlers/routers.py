"""All routers, in the order in which they are asked: gates, refusals, the features, unknown presses."""

from aiogram import Router

from bot.features.registry import COMMANDS, FEATURES
from bot.handlers import errors, refusals
from bot.handlers.implied_ticket import ImpliedTicket
from bot.handlers.pressed_message import PressedMessageMiddleware


def make_routers() -> list[Router]:
    """Return fresh routers, in the order in which they are asked."""
    made = [make() for feature in FEATURES for make in feature.gates]
    made.append(refusals.make_router(COMMANDS))
    made += [make() for feature in FEATURES for make in feature.routers]
    made.append(errors.make_router())
    for router in made:
        router.callback_query.middleware(PressedMessageMiddleware())
        router.message.middleware(ImpliedTicket())
    return made
