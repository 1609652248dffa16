"""Lists the features of the bot and derives from them what the core asks of all. Raises ValueError at start if two
features claim one name.

Which grant a button of staff needs, by the prefix of its data. Buttons that the reader may not use are not shown. A
press on an old one is refused before any feature sees it. Buttons that requesters use too are not listed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from aiogram.types import Update

from bot.feature import QUESTION, AskedPrompt, Feature, OtherChats, ViewSpec
from bot.features import (
    accounts,
    announcements,
    approvals,
    ask_colleague,
    availability,
    blocklist,
    board,
    client_requests,
    events,
    failed_jobs,
    focus,
    forwarding,
    homes,
    panel,
    privacy,
    registration,
    reviews,
    sharing,
    staff_group,
    start,
    summaries,
    writing,
)
from bot.features.administration import handlers as administration
from bot.features.administration.screens import BY_SLOT, NOUN
from bot.features.canned import handlers as canned
from bot.features.groups import screens as groups
from bot.features.guest_calls import feature as guest_calls
from bot.features.help import handlers as help_
from bot.features.ideas import handlers as ideas
from bot.features.integrations import feature as integrations
from bot.features.knowledge import handlers as knowledge
from bot.features.later import handlers as later
from bot.features.lists import handlers as lists
from bot.features.menu import handlers as menu
from bot.features.merging import feature as merging
from bot.features.messages import handlers as messages
from bot.features.notifications import feature as notifications
from bot.features.organizations import feature as organizations
from bot.features.own_accounts import feature as own_accounts
from bot.features.payments import feature as payments
from bot.features.problems import handlers as problems
from bot.features.requests import handlers as requests
from bot.features.settings import handlers as settings
from bot.features.setup import handlers as setup
from bot.features.shifts import screens as shifts
from bot.features.stats import handlers as stats
from bot.features.suggestions import handlers as suggestions
from bot.features.team import feature as team
from bot.features.ticket import feature as ticket
from bot.features.topics import handlers as topics
from bot.handlers import CommandTable
from bot.views import Row
from desk.act_catalogue import ACTS
from desk.acts.declaring import Door
from desk.inbound.prompt_replies import Prompts
from desk.outbox import Letter, Show, Slot
from desk.policy.permissions import Grant

_WORK = (
    "hand gone canwait asks ask join leave also_to canned reply_with similar similar_use similar_article "
    "canned_send canned_alone canned_solve canned_change eventback problem_make focus focus_off"
)
BUTTON_GRANTS: dict[str, Grant] = {
    **dict.fromkeys(_WORK.split(), Grant.WORK),
    **{act.get_name(Door.BUTTON): act.grant for act in ACTS if Door.BUTTON in act.doors | act.made},
    "block": Grant.BLOCK,
    "unblock": Grant.BLOCK,
}


def find_button_grant(data: str) -> Grant | None:
    """Return the grant that a button with this data needs, or None."""
    return BUTTON_GRANTS.get(data.partition(":")[0])


def drop_refused_buttons(rows: Iterable[Row], grants: frozenset[Grant]) -> tuple[Row, ...]:
    """Return the rows without the buttons that a person with these grants may not use."""
    kept = (tuple(one for one in row if one.data is None or _is_usable(one.data, grants)) for row in rows)
    return tuple(row for row in kept if row)


def _is_usable(data: str, grants: frozenset[Grant]) -> bool:
    needed = find_button_grant(data)
    return needed is None or needed in grants


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

FEATURES: tuple[Feature, ...] = (
    start.FEATURE,
    help_.FEATURE,
    payments.FEATURE,
    requests.FEATURE,
    client_requests.FEATURE,
    sharing.FEATURE,
    team.FEATURE,
    topics.FEATURE,
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
    forwarding.FEATURE,
    ideas.FEATURE,
    merging.FEATURE,
    lists.FEATURE,
    later.FEATURE,
    homes.FEATURE,
    privacy.FEATURE,
    stats.FEATURE,
    settings.FEATURE,
    setup.FEATURE,
    administration.FEATURE,
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
    own_accounts.FEATURE,
    guest_calls.FEATURE,
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
"""Views by their names in stored letters, without that of questions."""
TURNS = tuple(one for feature in FEATURES for one in feature.turns)
LETTERS = _all([feature.letters for feature in FEATURES])
COMMANDS = CommandTable(command for feature in FEATURES for command in feature.commands)
PROMPTS: Prompts = _all([feature.prompts for feature in FEATURES])
_QUESTIONS = {kind: one.asks for kind, one in PROMPTS.items() if isinstance(one, AskedPrompt)}
OTHER_CHATS = tuple(feature.other_chats for feature in FEATURES if feature.other_chats is not None)
_BY_UPDATE = _all([dict.fromkeys(one.updates, one) for one in OTHER_CHATS])


def find_view(letter: Show) -> ViewSpec | None:
    """Return how a letter is shown; a question by the kind of its slot. None for one of another version."""
    return VIEWS.get(letter.view) or (_QUESTIONS.get(Slot.parse(letter.slot).kind) if letter.view == QUESTION else None)


def update_letter(letter: Letter) -> Letter:
    """Return a stored letter as this version shows it: earlier ones had a view for each question and noun, or one that
    is now in the panel."""
    letter = homes.redirect(letter)
    if not isinstance(letter, Show) or letter.view in VIEWS:
        return letter
    kind = Slot.parse(letter.slot).kind
    view = NOUN if kind in BY_SLOT else QUESTION if kind in _QUESTIONS else letter.view
    return replace(letter, view=view)


def find_other_chats(chat_id: object) -> OtherChats | None:
    """Return those of which a chat is; None for all chats that are Telegram's own, and for a name."""
    chat = chat_id if isinstance(chat_id, int) else 0
    return next((one for one in OTHER_CHATS if one.chats.start <= chat < one.chats.stop), None)


def find_source(update: Update) -> OtherChats | None:
    """Return those from which an update is that is no press; None for what the bot is told as a member."""
    said = update.message or update.edited_message
    if said is not None:
        return find_other_chats(said.chat.id)
    return next((_BY_UPDATE[kind] for kind in update.model_fields_set & _BY_UPDATE.keys()), None)
