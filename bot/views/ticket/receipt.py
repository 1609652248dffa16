"""The requester's receipt: what has become of the request, and what they can do with it now."""

from bot import callbacks
from bot.views import compose, keyboards, promises
from bot.views.reader import Reader
from bot.views.rendered import Rendered, Row
from db.enums import Status
from desk.i18n import formats
from desk.queries.dto import TicketCard
from desk.text.rich_text import RichText

_ENDS = {
    Status.RESOLVED: "receipt-resolved",
    Status.CLOSED: "receipt-closed",
    Status.CANCELLED: "receipt-cancelled",
}


def receipt(reader: Reader, card: TicketCard) -> Rendered | None:
    """The receipt of a draft or ticket; None for anybody but its requester."""
    if card.requester.id != reader.person.id:
        return None
    chosen = reader.words("receipt-category", category=card.category.name) if card.category else RichText()
    return Rendered(compose.lines([_state(reader, card), chosen]), tuple(_buttons(reader, card)), ticket_id=card.id)


def _state(reader: Reader, card: TicketCard) -> RichText:
    status = card.known.status if card.known is not None else card.status
    assignee = card.known.assignee if card.known is not None else card.assignee
    if status in _ENDS:
        return reader.words(_ENDS[status], number=card.number)
    if card.is_draft:
        return reader.words("receipt-draft", number=card.number)
    how_to_add = reader.say("receipt-add" if card.requester_open <= 1 else "receipt-add-by-reply")
    if assignee is not None:
        with_whom = reader.words("receipt-open", number=card.number, name=assignee.name)
        return compose.joined([with_whom, promises.expected(reader, card), how_to_add], " ")
    usual: RichText | str = promises.expected(reader, card)
    if card.usual is not None and not card.has_reply:
        usual = reader.say("open-usual", usual=formats.within(reader.language, card.usual))
    return compose.joined([reader.words("receipt-filed", number=card.number), usual, how_to_add], " ")


def _buttons(reader: Reader, card: TicketCard) -> list[Row]:
    language, number = reader.language, card.number
    cancel = keyboards.button(language, "btn-cancel", callbacks.Cancel(number=number))
    new = keyboards.button(language, "btn-new", callbacks.To(target=callbacks.Elsewhere.NEW))
    rows: list[Row] = []
    if card.is_draft and card.is_open:
        rows.append((keyboards.main(language, "btn-send", callbacks.Send(number=number)), cancel))
    if card.is_open and card.category is None and not card.has_reply:
        rows.extend(keyboards.categories(language, number, card.categories))
    if card.is_draft and card.is_open:
        return rows
    if card.is_open and card.status is not Status.RESOLVED:
        rows.append((cancel, new))
    elif card.status is Status.CANCELLED and card.can_reopen:
        rows.append((keyboards.button(language, "btn-reopen", callbacks.Reopen(number=number)), new))
    else:
        rows.append((new,))
    return rows
