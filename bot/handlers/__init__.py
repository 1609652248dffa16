"""The handlers: foreign input into one call of the desk, its answer into letters. They never call the bot."""

from aiogram import Router

from bot.handlers import errors, messages
from bot.handlers.events import attendance, events
from bot.handlers.lists import attention, open_list, staff_lists
from bot.handlers.pressed_message import KnowsTheSpot
from bot.handlers.replied import NumberByReply
from bot.handlers.settings import setting_menu, setup_promises, target_buttons
from bot.handlers.team import administration, audit, blocklist, failed_jobs, hearing, members, presence
from bot.handlers.ticket import (
    asking,
    escalation,
    notifications,
    promises,
    reactions,
    request_buttons,
    requests,
    ticket_buttons,
    tickets,
    unfolding,
)

__all__ = ["errors", "routers"]


def routers() -> list[Router]:
    """Fresh routers, in the order in which they are asked."""
    made = [
        blocklist.gate(),
        requests.router(),
        tickets.refusals(),
        administration.router(),
        blocklist.router(),
        failed_jobs.router(),
        presence.router(),
        promises.router(),
        members.router(),
        hearing.router(),
        asking.router(),
        staff_lists.router(),
        open_list.router(),
        attention.router(),
        audit.router(),
        setting_menu.router(),
        target_buttons.router(),
        setup_promises.router(),
        events.router(),
        attendance.router(),
        tickets.router(),
        notifications.router(),
        escalation.router(),
        request_buttons.router(),
        ticket_buttons.router(),
        unfolding.router(),
        errors.router(),
        reactions.router(),
        messages.router(),
    ]
    for router in made:
        router.callback_query.middleware(KnowsTheSpot())
        router.message.middleware(NumberByReply())
    return made
