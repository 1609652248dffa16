"""The handlers: foreign input into one call of the desk, its answer into letters. They never call the bot."""

from aiogram import Router

from bot.handlers import (
    admin,
    agent,
    agent_presses,
    barring,
    errors,
    failures,
    reactions,
    requester,
    requester_presses,
    talk,
)
from bot.handlers.spots import KnowsTheSpot

__all__ = ["errors", "routers"]


def routers() -> list[Router]:
    """Fresh routers, in the order in which they are asked."""
    made = [
        barring.gate(),
        requester.router(),
        agent.refusals(),
        admin.router(),
        barring.router(),
        failures.router(),
        agent.router(),
        requester_presses.router(),
        agent_presses.router(),
        errors.router(),
        reactions.router(),
        talk.router(),
    ]
    for router in made:
        router.callback_query.middleware(KnowsTheSpot())
    return made
