"""The forms of acts on the ticket page, each with the fields of its declaration."""

from collections.abc import Collection

from desk.act_catalogue import list_acts
from desk.acts.declaring import Door, TicketAct
from desk.queries.ticket_card import TicketCard
from web.context import Visitor

_CHOSEN = ("event", "outlet", "cause")
"""There is no form while the desk has nothing to choose."""
_ELSEWHERE = {"hand", "category", "priority", "split", "paid", "sendon", "steps"}
"""Their buttons stand by what they are about."""
FORMS = {name: act for name, act in list_acts(Door.PANEL).items() if act.arguments and name not in _ELSEWHERE}
PLACED = {"hold", "promise", "escalate", "subject", "reader", "organization", "price", "merge", *_CHOSEN}
"""Their place in the menus is written; the others stand at the end of the last one."""


def list_offered(visitor: Visitor, card: TicketCard, choices: Collection[str], *, priced: bool) -> dict[str, TicketAct]:
    """Return the acts with a form that the visitor may do in this status, unless more is asked for."""
    source = card.staff.source
    there = {name: name in choices for name in _CHOSEN} | {
        "escalate": card.staff.can_escalate, "merge": not card.merged_into, "price": priced,
        "retime": "retime" in choices, "field": "field" in choices,
        "reader": source is not None and source.is_by_mail, "organization": visitor.rules.organizations.enabled,
    }  # fmt: skip
    possible = ((name, act) for name, act in FORMS.items() if act.is_possible(card.status) and visitor.may(act.grant))
    possible = ((name, act) for name, act in possible if act.is_on(visitor.rules))
    return {name: act for name, act in possible if there.get(name, True)}
