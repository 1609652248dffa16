"""The handlers: foreign input into one call of the desk, its answer into letters. They never call the bot."""

from aiogram import Router

from bot.handlers import errors, messages
from bot.handlers.events import attendance, events
from bot.handlers.lists import attention, open_list, staff_lists
from bot.handlers.number_by_reply import NumberByReply
from bot.handlers.pressed_message import KnowsTheSpot
from bot.handlers.settings import setting_menu, setup_promises, targets_of_open_tickets
from bot.handlers.team import (
    audit,
    availability,
    blocklist,
    board_people,
    categories,
    failed_jobs,
    invites,
    members,
    staff_notifications,
)
from bot.handlers.ticket import (
    ask_colleague,
    escalation,
    more_button,
    notifications,
    promises,
    reactions,
    request_buttons,
    requests,
    ticket_buttons,
    tickets,
)

__all__ = ["errors", "routers"]


def routers() -> list[Router]:
    """Fresh routers, in the order in which they are asked."""
    made = [
        blocklist.gate(),
        requests.router(),
        tickets.refusals(),
        invites.router(),
        categories.router(),
        board_people.router(),
        blocklist.router(),
        failed_jobs.router(),
        availability.router(),
        promises.router(),
        members.router(),
        staff_notifications.router(),
        ask_colleague.router(),
        staff_lists.router(),
        open_list.router(),
        attention.router(),
        audit.router(),
        setting_menu.router(),
        targets_of_open_tickets.router(),
        setup_promises.router(),
        events.router(),
        attendance.router(),
        tickets.router(),
        notifications.router(),
        escalation.router(),
        request_buttons.router(),
        ticket_buttons.router(),
        more_button.router(),
        errors.router(),
        reactions.router(),
        messages.router(),
    ]
    for router in made:
        router.callback_query.middleware(KnowsTheSpot())
        router.message.middleware(NumberByReply())
    return made
