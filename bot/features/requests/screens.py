"""The requester's receipt: the state of the request, and what they can do with it now."""

from datetime import timedelta

from bot.features import registration, writing
from bot.features.organizations import screens_on_card
from bot.features.ticket import buttons as ticket_buttons
from bot.views import Reader, Rendered, Row, compose, keyboards, promises
from db.models import Status
from desk.i18n import formats
from desk.queries.ticket_card import TicketCard
from desk.sla import desk_hours, night_alerts
from desk.suggestions.outcome import ANSWERED
from desk.text import RichText, has_more_than_greeting
from desk.text.subject import is_about_none

_MOST = 6  # buttons with articles above; New request is dropped first, as `/new` does the same
RECEIPTS_OF_ENDED = {
    Status.RESOLVED: "receipt-resolved",
    Status.CLOSED: "receipt-closed",
    Status.CANCELLED: "receipt-cancelled",
}


def render_receipt(
    reader: Reader,
    card: TicketCard,
    screen: int = keyboards.FIRST,
    offered: tuple[RichText, tuple[Row, ...]] | None = None,
) -> Rendered | None:
    """Render the receipt of a draft or ticket; None for anyone but its requester.

    If something is `offered`, it replaces the topics: few buttons are read.
    """
    if card.requester.id != reader.person.id:
        return None
    begun = writing.render_begun(reader, card)
    if begun:
        return Rendered(begun, ((writing.make_own_switch(reader),),), ticket_id=card.id)
    about = screens_on_card.format_for_requester(reader, card), _category(reader, card, choosing=offered is None)
    said = compose.join_lines([_state(reader, card), *about])
    if offered is None:
        line, register = _registration(reader, card)
        return Rendered(
            compose.join([said, line], "\n\n"), (*_buttons(reader, card, screen), *register), ticket_id=card.id
        )
    line, buttons = offered
    acts = _acts(reader, card)[: _MOST - sum(len(row) for row in buttons)]
    return Rendered(compose.join([said, line], "\n\n"), (*buttons, acts), ticket_id=card.id)


def _registration(reader: Reader, card: TicketCard) -> tuple[RichText, tuple[Row, ...]]:
    """Return the offer to register, once: on the first receipt of a guest."""
    if not (card.offers_registration and card.is_own and card.is_open):
        return RichText(), ()
    press = registration.Register(wish=registration.RegisterWish.START)
    return reader.say_rich("register-offer"), ((reader.make_button("btn-register", press),),)


def _category(reader: Reader, card: TicketCard, *, choosing: bool) -> RichText:
    """Return the topic; a guess is marked as one, and "correct it" is only said if there are buttons for that."""
    if card.category is None:
        return RichText()
    key = "receipt-category"
    if card.category_guessed:
        key = "receipt-category-guessed" if choosing and _may_choose(card) else "receipt-category-maybe"
    return reader.say_rich(key, category=card.category.get_name(reader.language))


def _may_choose(card: TicketCard) -> bool:
    return card.is_open and not (card.has_reply or card.is_asked)


def has_topic_choice(card: TicketCard) -> bool:
    """Return True if its requester is offered topics to choose from."""
    return (card.category is None or card.category_guessed) and _may_choose(card)


def _state(reader: Reader, card: TicketCard) -> RichText:
    status = card.told.status.status if card.told.status is not None else card.status
    assignee = card.told.status.assignee if card.told.status is not None else card.assignee
    if card.merged_into is not None:
        return reader.say_rich("receipt-merged", number=card.number, into=card.merged_into)
    if status is Status.CLOSED and card.end_reason == ANSWERED:
        return reader.say_rich("receipt-answered", number=card.number)
    if status in RECEIPTS_OF_ENDED:
        return reader.say_rich(RECEIPTS_OF_ENDED[status], number=card.number)
    if card.is_draft:
        return reader.say_rich(_choose_draft_line(card), number=card.number)
    if card.alerts_at is not None:
        alerts_at = desk_hours.get_waiting_end(reader.settings, card.alerts_at, card.priority) or card.alerts_at
        return reader.say_rich("receipt-preset", number=card.number, at=reader.format_instant(alerts_at))
    how_to_add = reader.say("receipt-add" if card.requester_open <= 1 else "receipt-add-by-reply")
    called = reader.say_rich("receipt-called") if night_alerts.has_called(card) else RichText()
    if assignee is not None:
        other_side = reader.say_rich("receipt-open", number=card.number, name=assignee.name)
        return compose.join([other_side, called or promises.format_expected(reader, card), how_to_add], " ")
    until = called or format_expected_line(reader, card)
    return compose.join([reader.say_rich("receipt-filed", number=card.number), until, how_to_add], " ")


def _choose_draft_line(card: TicketCard) -> str:
    """Return what a draft's receipt says: it asks what happened if nothing of that is said."""
    said = [one.words.text for one in card.request]
    if not said or not all(one.words.text and not one.files for one in card.request):
        return "receipt-draft"
    if card.requester_open <= 1 and is_about_none(said):
        return "receipt-of-none"
    return "receipt-draft" if has_more_than_greeting(said) else "receipt-opener"


def format_expected_line(reader: Reader, card: TicketCard) -> RichText:
    """Return when the requester may expect what was promised.

    Without a promise, and while there is no answer: outside business hours when the team is back, else the usual time.
    Empty if neither is known.
    """
    if card.expected is not None or card.hold_until is not None:
        return promises.format_expected(reader, card)
    if card.has_reply or not card.is_open or card.is_draft:
        return RichText()
    if card.broadcast_at is not None and night_alerts.can_ring(reader.settings, reader.now, card):
        if not night_alerts.has_reminders(reader.settings):
            return reader.say_rich("receipt-waits-queue")
        return reader.say_rich("receipt-waits", at=reader.format_instant(card.broadcast_at))
    opens_at = desk_hours.get_waiting_end(reader.settings, reader.now, card.priority)
    if opens_at is not None:
        return reader.say_rich("receipt-back", at=reader.format_instant(opens_at))
    usual = card.told.usual_first_response
    return RichText() if usual is None else RichText(_usual(reader, usual))


def _usual(reader: Reader, usual: timedelta) -> str:
    return reader.say("open-usual", usual=formats.format_within(reader.language, usual))


def _buttons(reader: Reader, card: TicketCard, screen: int) -> tuple[Row, ...]:
    """Return the actions, and the topics while one may still be chosen and no question is open: a few in a row of their
    own, many behind Topic. A guess can be confirmed."""
    topics = card.categories if has_topic_choice(card) else ()
    shown = keyboards.Folding(reader, ticket_buttons.Foldable.RECEIPT, card.number, keyboards.CARD_ROWS, screen)
    to_topics, acts = (
        shown.make_topic_buttons(topics, card.category if card.category_guessed else None),
        _acts(reader, card),
    )
    if keyboards.has_two_steps(topics):
        return shown.fold_rows(
            [acts, to_topics] if len(acts) + len(to_topics) > 3 else [(*acts, *to_topics)], (), topics
        )
    rows = [acts, to_topics] if card.is_draft else [to_topics, acts]
    return tuple(row for row in rows if row)


def _acts(reader: Reader, card: TicketCard) -> Row:
    number = card.number
    cancel = reader.make_button("btn-cancel", ticket_buttons.Cancel(number=number))
    new = reader.make_button("btn-new", ticket_buttons.ChooseRequest(target=ticket_buttons.NoTicket.NEW))
    if card.is_draft and card.is_open:
        return (reader.make_main_button("btn-send", ticket_buttons.Send(number=number)), cancel)
    calling = night_alerts.name_call(reader.settings, reader.now, card)
    if calling is not None:
        return (reader.make_button(calling, ticket_buttons.CannotWait(number=number)), cancel, new)
    if card.is_open and card.status is not Status.RESOLVED:
        return (reader.make_button("btn-state", ticket_buttons.ShowState(number=number)), cancel, new)
    if card.status is Status.CANCELLED and card.can_reopen:
        return (reader.make_button("btn-reopen", ticket_buttons.Reopen(number=number)), new)
    return (new,)


def format_own_status(reader: Reader, status: Status, *, nobody: bool) -> str:
    """Return the status as its requester reads it: a reopened request that has no agent is shown as new."""
    waits = status is Status.REOPENED and nobody
    return reader.say("status-requester", status=(Status.NEW if waits else status).value)
