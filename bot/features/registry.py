"""Lists the features of the bot and derives from them what the core asks of all. Raises ValueError at start if two
features claim one name."""

from collections.abc import Mapping
from typing import TypeVar

from bot.feature import Feature
from bot.features.accounts import feature as accounts
from bot.features.announcements import feature as announcements
from bot.features.approvals import feature as approvals
from bot.features.ask_colleague import feature as ask_colleague
from bot.features.audit import feature as audit
from bot.features.availability import feature as availability
from bot.features.blocklist import feature as blocklist
from bot.features.board import feature as board
from bot.features.canned import feature as canned
from bot.features.client_requests import feature as client_requests
from bot.features.events import feature as events
from bot.features.export import feature as export
from bot.features.failed_jobs import feature as failed_jobs
from bot.features.focus import feature as focus
from bot.features.groups import feature as groups
from bot.features.ideas import feature as ideas
from bot.features.integrations import feature as integrations
from bot.features.knowledge import feature as knowledge
from bot.features.lists import feature as lists
from bot.features.menu import feature as menu
from bot.features.merging import feature as merging
from bot.features.messages import feature as messages
from bot.features.notifications import feature as notifications
from bot.features.organizations import feature as organizations
from bot.features.panel import feature as panel
from bot.features.payments import feature as payments
from bot.features.privacy import feature as privacy
from bot.features.problems import feature as problems
from bot.features.registration import feature as registration
from bot.features.requests import feature as requests
from bot.features.reviews import feature as reviews
from bot.features.rules import feature as rules
from bot.features.settings import feature as settings
from bot.features.setup import feature as setup
from bot.features.shifts import feature as shifts
from bot.features.staff_group import feature as staff_group
from bot.features.start import feature as start
from bot.features.stats import feature as stats
from bot.features.suggestions import feature as suggestions
from bot.features.summaries import feature as summaries
from bot.features.team import feature as team
from bot.features.text_overrides import feature as text_overrides
from bot.features.ticket import feature as ticket
from bot.features.topics import feature as topics
from bot.features.writing import feature as writing
from bot.handlers import CommandTable
from desk.inbound.prompt_replies import Prompts

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

FEATURES: tuple[Feature, ...] = (
    start.FEATURE,
    payments.FEATURE,
    requests.FEATURE,
    client_requests.FEATURE,
    team.FEATURE,
    topics.FEATURE,
    rules.FEATURE,
    board.FEATURE,
    blocklist.FEATURE,
    failed_jobs.FEATURE,
    availability.FEATURE,
    shifts.FEATURE,
    notifications.FEATURE,
    ask_colleague.FEATURE,
    approvals.FEATURE,
    focus.FEATURE,
    reviews.FEATURE,
    writing.FEATURE,
    ideas.FEATURE,
    merging.FEATURE,
    lists.FEATURE,
    audit.FEATURE,
    privacy.FEATURE,
    export.FEATURE,
    stats.FEATURE,
    settings.FEATURE,
    setup.FEATURE,
    text_overrides.FEATURE,
    menu.FEATURE,
    events.FEATURE,
    knowledge.FEATURE,
    canned.FEATURE,
    suggestions.FEATURE,
    registration.FEATURE,
    announcements.FEATURE,
    panel.FEATURE,
    integrations.FEATURE,
    problems.FEATURE,
    organizations.FEATURE,
    accounts.FEATURE,
    ticket.FEATURE,
    staff_group.FEATURE,
    groups.FEATURE,
    summaries.FEATURE,
    messages.FEATURE,
)
"""Their handlers are asked in this order. Messages come last: they take what no other feature takes."""


def _all(of_features: list[Mapping[_Key, _Value]]) -> dict[_Key, _Value]:
    found: dict[_Key, _Value] = {}
    for declared in of_features:
        if twice := found.keys() & declared.keys():
            raise ValueError(f"two features declare {twice}")
        found |= declared
    return found


VIEWS = _all([feature.views for feature in FEATURES])
"""Views by their names in stored letters."""
LETTERS = _all([feature.letters for feature in FEATURES])
COMMANDS = CommandTable(command for feature in FEATURES for command in feature.commands)
PROMPTS: Prompts = _all([feature.prompts for feature in FEATURES])
