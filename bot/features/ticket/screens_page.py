"""One ticket opened: for its requester, or for staff with everything. The read model leaves notes out for a
requester."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bot.features import accounts
from bot.features.merging import screens_similar
from bot.features.organizations import screens_on_card
from bot.features.payments import screens as payment_screens
from bot.features.requests import screens as request_screens
from bot.features.suggestions import screens as suggestion_screens
from bot.features.ticket import (
    screens_card,
    screens_cause,
    screens_entries,
)
from bot.features.ticket.opened_buttons import make_own_page_rows, make_staff_page_rows
from bot.views import STATUS_SIGNS, Reader, Rendered, compose, keyboards, promises
from db.models import Status
from desk.queries.ticket_card import TicketCard, ToldStatus
from desk.queries.told_history import HistoryStep
from desk.text import RichText

_ENTRY_UNITS = 8_000  # UTF-16 units of each of the last three entries
_REQUEST_UNITS = 20_000  # five messages at most; the thread has the rest
_SHORT = 200  # characters of a request that is read at a glance


def render_ticket_page(
    reader: Reader,
    ticket: TicketCard,
    pages: int = 1,
    screen: int = keyboards.FIRST,
    earlier: Mapping[int, Sequence[str]] = MappingProxyType({}),
) -> Rendered:
    """Render the ticket as this reader may see it, over several messages if it is long.

    `pages`: of its thread. `screen`: of its buttons. `earlier`: earlier versions of edited entries, for staff.
    """
    if ticket.for_requester:
        return Rendered(
            _own(reader, ticket),
            tuple(make_own_page_rows(reader, ticket, pages)),
            ticket_id=ticket.id,
        )
    buttons = make_staff_page_rows(reader, ticket, pages, screen)
    return Rendered(_all(reader, ticket, earlier), buttons, ticket_id=ticket.id)


def _own(reader: Reader, ticket: TicketCard) -> RichText:
    words = compose.join_lines(
        [
            reader.say_rich("open-subject", number=ticket.number, subject=ticket.subject.say_in(reader.language)),
            "" if ticket.is_own else reader.say_rich("client-whose", name=ticket.requester.name),
            _how_it_stands(reader, ticket),
            screens_on_card.format_for_requester(reader, ticket),
            _parts(reader, ticket),
            screens_card.format_rating_line(reader, ticket),
            request_screens.format_expected_line(reader, ticket),
            compose.fold_quote(compose.join_lines(_turn(reader, turn) for turn in ticket.told.history)),
        ]
    )
    return compose.join([words, _last(reader, ticket)], "\n\n")


def _parts(reader: Reader, ticket: TicketCard) -> RichText:
    """Return the ticket that it was merged into, or those merged into it."""
    if ticket.merged_into is not None:
        return reader.say_rich("open-merged", into=ticket.merged_into)
    numbers = ", ".join(f"#{number}" for number in ticket.merged)
    return reader.say_rich("open-merged-here", numbers=numbers) if numbers else RichText()


def _turn(reader: Reader, turn: HistoryStep) -> str:
    at = reader.format_moment(turn.at)
    return reader.say("open-turn", at=at, what=turn.what, name=turn.name or "")


def _how_it_stands(reader: Reader, ticket: TicketCard) -> RichText:
    if ticket.is_draft:
        return RichText(reader.say("status-draft"))
    now = ticket.told.status or ToldStatus(ticket.status, ticket.status_at, ticket.assignee)
    nobody = now.assignee is None
    status = f"{STATUS_SIGNS[now.status]} {request_screens.format_own_status(reader, now.status, nobody=nobody)}"
    assignee = reader.say("open-with", name=now.assignee.name) if now.assignee and ticket.is_open else ""
    return compose.join_dotted(
        [status, assignee, screens_card.format_topic_line(reader, ticket), reader.format_since(now.status_at)]
    )


def _last(reader: Reader, ticket: TicketCard) -> RichText:
    return compose.join(
        [screens_entries.format_thread_line(reader, entry, _ENTRY_UNITS) for entry in ticket.last], "\n\n"
    )


def _all(reader: Reader, ticket: TicketCard, earlier: Mapping[int, Sequence[str]]) -> RichText:
    assignee = _assignee(reader, ticket)
    reason = _aside(ticket.staff.hold_reason or "") if ticket.status is Status.ON_HOLD else ""
    tags = _aside(", ".join(ticket.staff.tags))
    facts = compose.join_lines(
        [
            _staff_head(reader, ticket),
            _subject_line(reader, ticket),
            compose.join_dotted([assignee, reader.format_since(ticket.filed_at or ticket.created_at)]),
            reader.say_rich("card-hold-reason", reason=reason) if reason else "",
            reader.say_rich("card-tags", tags=tags) if tags else "",
            _guess_line(ticket, reader),
            screens_card.format_event_line(reader, ticket),
            screens_cause.format_cause_line(reader, ticket),
            _parts(reader, ticket),
            screens_similar.format_similar_line(reader, ticket),
            screens_card.format_escalation_line(reader, ticket),
            screens_on_card.format_on_page(reader, ticket),
            payment_screens.format_price_line(reader, ticket),
            screens_card.format_requester_state(reader, ticket),
            screens_card.format_arrival_line(reader, ticket),
            accounts.format_whole(reader, ticket),
            promises.format_due(reader, ticket),
            reader.say("card-needs-answer") if ticket.needs_answer and ticket.is_open and ticket.has_reply else "",
            compose.join_dotted([reader.say("card-requests", n=ticket.requester_total)]),
            screens_card.format_rating_line(reader, ticket),
        ]
    )
    asked = compose.quote_text(screens_card.request_text(reader, ticket.request, _REQUEST_UNITS, "open-cut"))
    asked_before = compose.join_lines(
        screens_entries.format_text_before(reader, earlier.get(entry.id, ())) for entry in ticket.request
    )
    request = compose.join_lines([asked, asked_before, suggestion_screens.format_intake_lines(reader, ticket)])
    return compose.join([facts, request, _since_then(reader, ticket, earlier)], "\n\n")


def _subject_line(reader: Reader, ticket: TicketCard) -> RichText:
    """Return the subject, unless the request below begins with these words, or is short and has them."""
    subject = ticket.subject.say_in(reader.language)
    said = " ".join(ticket.request[0].words.text.split()) if ticket.request else ""
    words = subject.removesuffix("…").rstrip()
    if said.startswith(words) or (len(said) <= _SHORT and words in said):
        return RichText()
    return compose.make_bold(subject)


def _guess_line(ticket: TicketCard, reader: Reader) -> RichText:
    if not ticket.category_guessed or not ticket.staff.category_words:
        return RichText()
    return reader.say_rich("category-guessed-by", words=_aside(", ".join(ticket.staff.category_words)))


def _aside(text: str) -> str:
    return compose.clip_text(RichText(text), screens_card.ASIDE_UNITS).text


def _since_then(reader: Reader, ticket: TicketCard, earlier: Mapping[int, Sequence[str]]) -> RichText:
    """Return the last entries that are not the request itself."""
    asked = {entry.id for entry in ticket.request}
    later = [entry for entry in ticket.last if entry.id not in asked]
    lines = [
        screens_entries.format_thread_line(reader, entry, _ENTRY_UNITS, earlier.get(entry.id, ())) for entry in later
    ]
    return compose.join(lines, "\n\n")


def _staff_head(reader: Reader, ticket: TicketCard) -> RichText:
    head = RichText(f"{STATUS_SIGNS[ticket.status]} ") + compose.make_bold(f"#{ticket.number}")
    status = reader.say("status-staff", status=ticket.status.value)
    return compose.join_dotted([head, status, screens_card.format_about_line(reader, ticket)])


def _assignee(reader: Reader, ticket: TicketCard) -> str:
    if ticket.assignee is not None and ticket.assignee.id == reader.person.id:
        return reader.say("card-with-you")
    if ticket.assignee is not None:
        return reader.say("card-with", name=ticket.assignee.name)
    return reader.say("history-on-board" if ticket.is_on_board else "card-nobody")
