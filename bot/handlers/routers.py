"""All handlers, in the order in which they are asked."""

from aiogram import Router

from bot.features.announcements import handlers as mailings
from bot.features.ask_colleague import handlers as ask_colleague
from bot.features.audit import handlers as audit
from bot.features.availability import handlers as availability
from bot.features.blocklist import handlers as blocklist
from bot.features.canned import handlers as canned_replies
from bot.features.events import handlers_attendance as attendance
from bot.features.events import handlers_events as events
from bot.features.export import handlers as export
from bot.features.failed_jobs import handlers as failed_jobs
from bot.features.integrations import handlers_sign_in_links as joins
from bot.features.integrations import handlers_systems as systems
from bot.features.integrations import handlers_webhooks as webhooks
from bot.features.knowledge import handlers_articles as articles
from bot.features.knowledge import handlers_files as files
from bot.features.lists import handlers_attention as attention
from bot.features.lists import handlers_open_list as open_list
from bot.features.lists import handlers_staff_lists as staff_lists
from bot.features.menu import handlers_draft as menu_draft
from bot.features.menu import handlers_menu as menu_presses
from bot.features.merging import handlers_merge as merging
from bot.features.merging import handlers_similar as joining
from bot.features.notifications import handlers_requester as requester_notifications
from bot.features.notifications import handlers_staff as staff_notifications
from bot.features.panel import handlers as panel
from bot.features.problems import handlers as problems
from bot.features.requests import handlers_buttons as requester_buttons
from bot.features.requests import handlers_commands as requester_commands
from bot.features.requests import handlers_lists as own_requests
from bot.features.settings import handlers_open_tickets as targets_of_open_tickets
from bot.features.settings import handlers_settings as setting_menu
from bot.features.settings import handlers_setup as setup_promises
from bot.features.start import handlers as start_help_language
from bot.features.stats import handlers as stats
from bot.features.suggestions import handlers_intake as asked
from bot.features.suggestions import handlers_presets as presets
from bot.features.suggestions import handlers_suggestions as offers
from bot.features.team import handlers_board_accounts as board_people
from bot.features.team import handlers_invites as invites
from bot.features.team import handlers_members as members
from bot.features.text_overrides import handlers as text
from bot.features.ticket import handlers_buttons as agent_buttons
from bot.features.ticket import handlers_commands as agent_commands
from bot.features.ticket import handlers_escalation as escalation
from bot.features.ticket import handlers_promised_time as promises
from bot.features.topics import handlers_buttons as topic_buttons
from bot.features.topics import handlers_categories as categories
from bot.handlers import errors, messages, more_button, reactions
from bot.handlers.number_by_reply import NumberByReply
from bot.handlers.pressed_message import KnowsTheSpot


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
