"""All acts of the team on a ticket, with those that parts of the desk bring, by their names at a door."""

from collections.abc import Sequence
from functools import cache

from db.models import QuestionKind
from desk import Desk, TicketResult, history
from desk.acts import of_tickets
from desk.acts.declaring import Argument, AskedReason, Door, RowKey, TicketAct
from desk.events import linking
from desk.knowledge import runbooks
from desk.merging import merging, splitting
from desk.payments import ledger
from desk.policy import Verb
from desk.questions import organization_question, sender_questions
from desk.requests import forwarded_mail, side_conversations
from desk.settings.kinds import TypedLine

_TYPED, _PANEL, _BUTTON, _API = (frozenset({one}) for one in (Door.TYPED, Door.PANEL, Door.BUTTON, Door.API))


async def _ask_draft(desk: Desk, number: int) -> TicketResult:
    from desk.assist import asking

    return await asking.ask_draft(desk, number)


async def _ask_summary(desk: Desk, number: int) -> TicketResult:
    from desk.assist import asking

    return await asking.ask_summary(desk, number)


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
    TicketAct(
        name="event", run=linking.set_called_event, verb=Verb.SET_EVENT, says="Set the event of a request",
        arguments=(Argument("event", TypedLine(200), "its short name; null: none", "summer-fair", clears=True),),
        doors=_PANEL | _API, made=_TYPED | _BUTTON, writes=(history.EVENT,),
    ),
    TicketAct(
        name="organization", run=organization_question.choose_called, verb=Verb.SET_ORGANIZATION,
        arguments=(Argument("called", TypedLine(200), clears=True),), doors=_PANEL, made=_TYPED | _API,
        writes=(history.ORGANIZATION,),
    ),
    TicketAct(
        name="outlet", run=organization_question.choose_outlet, verb=Verb.SET_ORGANIZATION,
        arguments=(Argument("outlet_id", RowKey(), clears=True),), doors=_PANEL, made=_API, writes=(history.OUTLET,),
    ),
    TicketAct(
        name="merge", run=merging.merge_ticket, verb=Verb.MERGE, arguments=(Argument("into", RowKey()),), doors=_PANEL,
        made=_TYPED | _API, grave=True,
    ),
    TicketAct(name="unmerge", run=merging.unmerge_ticket, verb=Verb.UNMERGE, doors=_PANEL, made=_API),
    TicketAct(
        name="split", run=splitting.split, verb=Verb.SPLIT, arguments=(Argument("entry", RowKey()),), doors=_PANEL,
        made=_TYPED | _API, grave=True,
    ),
    TicketAct(
        name="price", run=ledger.set_typed_price, verb=Verb.SET_PRICE,
        arguments=(Argument("amount", TypedLine(40), clears=True),), doors=_PANEL, made=_TYPED | _API,
    ),
    TicketAct(
        name="paid", run=ledger.confirm_payment, verb=Verb.SET_PRICE, arguments=(Argument("request_id", RowKey()),),
        doors=_PANEL, made=_BUTTON,
    ),
    TicketAct(
        name="sendon", run=side_conversations.send_on, verb=Verb.REPLY, arguments=(Argument("entry_id", RowKey()),),
        doors=_PANEL, made=_BUTTON,
    ),
    TicketAct(
        name="steps", run=runbooks.use_steps, verb=Verb.USE_STEPS, arguments=(Argument("article_id", RowKey()),),
        called={Door.BUTTON: "steps_use"}, doors=_PANEL, made=_BUTTON,
    ),
    TicketAct(
        name="draft", run=_ask_draft, verb=Verb.DRAFT, doors=_TYPED | _BUTTON | _PANEL, setting="assist.url"
    ),
    TicketAct(
        name="sumup", run=_ask_summary, verb=Verb.SUM_UP, doors=_TYPED | _BUTTON | _PANEL, setting="assist.url"
    ),
)  # fmt: skip
BY_VERB = {act.verb: act for act in of_tickets.ACTS if act.name == act.verb}


def find_asking(
    kind: QuestionKind, name: str | None, among: Sequence[TicketAct] = ACTS
) -> tuple[TicketAct, AskedReason]:  # fmt: skip
    """Return the act whose words a question asks for, by the name in its data, and how it asks; a question of an
    earlier version names none."""
    asking = ((act, act.asks) for act in among if act.asks is not None and name in (None, act.name))
    return next((act, asks) for act, asks in asking if asks.kind is kind)


@cache
def list_acts(door: Door) -> dict[str, TicketAct]:
    """Return the acts that a door derives, by their names there."""
    return {act.get_name(door): act for act in ACTS if door in act.doors}
