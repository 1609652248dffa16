"""All handlers, in the order in which they are asked."""

from aiogram import Router

from bot.handlers import errors, messages, start_help_language
from bot.handlers.canned import canned_replies
from bot.handlers.events import attendance, events
from bot.handlers.knowledge import articles, files
from bot.handlers.lists import attention, open_list, own_requests, staff_lists
from bot.handlers.mailings import mailings
from bot.handlers.menu import menu_draft, menu_presses
from bot.handlers.number_by_reply import NumberByReply
from bot.handlers.offers import asked, offers, presets
from bot.handlers.panel import panel
from bot.handlers.pressed_message import KnowsTheSpot
from bot.handlers.problems import problems
from bot.handlers.settings import setting_menu, setup_promises, targets_of_open_tickets
from bot.handlers.stats import stats
from bot.handlers.systems import joins, systems, webhooks
from bot.handlers.team import (
    audit,
    availability,
    blocklist,
    board_people,
    categories,
    export,
    failed_jobs,
    invites,
    members,
    staff_notifications,
)
from bot.handlers.ticket import (
    agent_buttons,
    agent_commands,
    ask_colleague,
    escalation,
    joining,
    merging,
    more_button,
    promises,
    reactions,
    requester_buttons,
    requester_commands,
    requester_notifications,
)
from bot.handlers.topics import topic_buttons
from bot.handlers.wordings import text


def routers() -> list[Router]:
    """Fresh routers, in the order in which they are asked."""
    made = [
        blocklist.gate(),
        start_help_language.router(),
        own_requests.router(),
        requester_commands.router(),
        agent_commands.refusals(),
        invites.router(),
        categories.router(),
        topic_buttons.router(),
        board_people.router(),
        blocklist.router(),
        failed_jobs.router(),
        availability.router(),
        promises.router(),
        members.router(),
        staff_notifications.router(),
        ask_colleague.router(),
        merging.router(),
        joining.router(),
        staff_lists.router(),
        open_list.router(),
        attention.router(),
        audit.router(),
        export.router(),
        stats.router(),
        setting_menu.router(),
        targets_of_open_tickets.router(),
        setup_promises.router(),
        text.router(),
        menu_presses.router(),
        menu_draft.router(),
        events.router(),
        attendance.router(),
        files.router(),
        articles.router(),
        canned_replies.router(),
        offers.router(),
        presets.router(),
        asked.router(),
        mailings.router(),
        panel.router(),
        joins.router(),
        systems.router(),
        webhooks.router(),
        problems.router(),
        agent_commands.router(),
        requester_notifications.router(),
        escalation.router(),
        requester_buttons.router(),
        agent_buttons.router(),
        more_button.router(),
        errors.router(),
        reactions.router(),
        messages.router(),
    ]
    for router in made:
        router.callback_query.middleware(KnowsTheSpot())
        router.message.middleware(NumberByReply())
    return made
