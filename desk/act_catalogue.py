"""All acts of the team on a ticket, with those that parts of the desk bring, by their names at a door."""

from functools import cache

from desk.acts import of_tickets
from desk.acts.declaring import Door, TicketAct
from desk.policy import Verb
from desk.questions import sender_questions
from desk.requests import forwarded_mail

_PANEL, _BUTTON = frozenset({Door.PANEL}), frozenset({Door.BUTTON})
ACTS = (
    *of_tickets.ACTS,
    TicketAct(
        name="whosemail", run=sender_questions.ask_sender, verb=Verb.ASK_SENDER, doors=_PANEL, made=_BUTTON
    ),
    TicketAct(
        name="towriter", run=forwarded_mail.give_to_writer, verb=Verb.ASK_SENDER, called={Door.BUTTON: "whose"},
        doors=_PANEL, made=_BUTTON,
    ),
    TicketAct(
        name="tosender", run=forwarded_mail.keep, verb=Verb.ASK_SENDER, called={Door.BUTTON: "whose"}, doors=_PANEL,
        made=_BUTTON,
    ),
)  # fmt: skip
BY_VERB = {act.verb: act for act in of_tickets.ACTS}


@cache
def list_acts(door: Door) -> dict[str, TicketAct]:
    """Return the acts that a door derives, by their names there."""
    return {act.get_name(door): act for act in ACTS if door in act.doors}
