"""Loads how what the visitor asked of the assistant fares, as the ticket's page shows it. Changes nothing."""

from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from db.models import AssistTrouble, Ticket
from desk.policy import Verb, transitions
from desk.policy.permissions import Grant
from web.context import Visitor

_TOLD = timedelta(minutes=15)


class HelpState(StrEnum):
    """The states: nothing was asked lately, the answer is awaited, there was none."""

    READY = "ready"
    AWAITED = "awaited"
    NONE = "none"


class ShownHelp(NamedTuple):
    """The state that is shown; `why`: there was nothing."""

    state: HelpState
    why: AssistTrouble | None = None


async def load_help(visitor: Visitor, ticket: Ticket) -> ShownHelp | None:
    """Return what is shown of the assistant; None, without a statement, where there is none or it cannot be asked."""
    rules = visitor.rules.assist
    if rules.url is None or not visitor.may(Grant.WORK):
        return None
    if transitions.get_target_status(Verb.DRAFT, ticket.status) is None or ticket.merged_into_id is not None:
        return None
    from desk.assist.asking import find_last

    last = await find_last(visitor.session, ticket, visitor.person, visitor.rules)
    if last is None or last.at < visitor.now - _TOLD:
        return ShownHelp(HelpState.READY)
    if last.ended_at is None:
        is_lost = last.at < visitor.now - rules.patience
        return ShownHelp(HelpState.NONE, AssistTrouble.AWAY) if is_lost else ShownHelp(HelpState.AWAITED)
    return ShownHelp(HelpState.NONE, last.why) if last.why is not None else ShownHelp(HelpState.READY)
