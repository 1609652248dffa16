"""The card staff get of a ticket: the broadcast, the assignee's, "taken by", and what it says when the ticket ended."""

from collections.abc import Sequence
from datetime import datetime

from bot.features.canned import screens_similar_tickets as similar_tickets
from bot.features.merging import screens_similar as alike
from bot.features.suggestions import screens_intake as asked_to_say
from bot.features.ticket import buttons as ticket_callbacks
from bot.features.ticket import screens_earlier as earlier_tickets
from bot.features.ticket import screens_entries as entries
from bot.features.ticket import screens_root_cause as root_cause
from bot.views import (
    PRIORITY_SIGNS,
    STATUS_SIGNS,
    Reader,
    Rendered,
    RenderedButton,
    Row,
    compose,
    keyboards,
    more_buttons,
    promises,
)
from db.models import Status
from desk.i18n import catalog
from desk.policy import Verb, transitions
from desk.queries.card import Reach, TicketCard
from desk.queries.entries import EntryInfo, FileInfo
from desk.sla import night_calls
from desk.text import RichText, count_units
from desk.text.subject import JOINT

TEXT_UNITS = 2800  # of the request on a card: leaves room for the lines around it within 4,096
CONTEXT_UNITS = 400  # of what a system says its person was at
ASIDE_UNITS = 250  # of a rating's word, a hold's reason, the tags


def ticket_card(reader: Reader, ticket: TicketCard, screen: int = more_buttons.FIRST) -> Rendered | None:
    """The card for a member of staff, at one of its screens; None for drafts and for who filed it, but an admin, who
    gets it when nobody else is there and cannot take it."""
    if ticket.is_draft or not reader.is_staff or (ticket.for_requester and not reader.is_admin):
        return None
    if ticket.for_requester:
        words = _free(reader, ticket) if is_free(ticket) else state_line(reader, ticket)
        return Rendered(words, ((_open(reader, ticket),),), ticket_id=ticket.id)
    if is_free(ticket):
        return Rendered(_free(reader, ticket), _take(reader, ticket), ticket_id=ticket.id)
    held = ticket.assignee is not None and ticket.assignee.id == reader.person.id
    words = compose.join_lines(
        [
            state_line(reader, ticket),
            undo_button(reader, ticket) if held else "",
            about_line(reader, ticket),
            compose.fold_quote(intake_line(reader, ticket)),
            asked_to_say.on_card(ticket),
            alike.similar_line(reader, ticket),
            escalation_line(reader, ticket),
            requesters_state(reader, ticket),
            arrival_line(reader, ticket),
            promises.due_text(reader, ticket),
            compose.join_dotted([entries.attach_files(reader, _files(ticket)), reader.ago(_since(ticket))]),
            root_cause.cause_line(reader, ticket),
            rating_line(reader, ticket),
        ]
    )
    return Rendered(words, _hold_line(reader, ticket, screen) if held else _others(reader, ticket), ticket_id=ticket.id)


def is_free(ticket: TicketCard) -> bool:
    """Whether it is anybody's to take."""
    return ticket.assignee is None and transitions.get_target_status(Verb.RELEASE, ticket.status) is not None


def _free(reader: Reader, ticket: TicketCard) -> RichText:
    head = RichText(f"{STATUS_SIGNS[ticket.status]} ") + compose.make_bold(f"#{ticket.number}")
    return compose.join_lines(
        [
            head + RichText(" ") + about_line(reader, ticket),
            intake_line(reader, ticket),
            asked_to_say.on_card(ticket),
            alike.similar_line(reader, ticket),
            escalation_line(reader, ticket),
            requesters_state(reader, ticket),
            arrival_line(reader, ticket),
            promises.due_text(reader, ticket),
            compose.join_dotted(
                [
                    entries.attach_files(reader, _files(ticket)),
                    reader.ago(_since(ticket)),
                    reader.say("card-requests", n=ticket.requester_total),
                ]
            ),
        ]
    )


def requesters_state(reader: Reader, ticket: TicketCard) -> RichText:
    """What an agent should know before writing to the requester; nothing where all is well."""
    name = ticket.requester.name
    reach = reader.words("card-reach", reach=ticket.reach.value, name=name) if ticket.reach is not Reach.FINE else ""
    return compose.join_lines([reach, reader.words("card-barred", name=name) if ticket.blocked else ""])


def arrival_line(reader: Reader, ticket: TicketCard) -> RichText:
    """Through which system of the operator's, and what its requester was at there; nothing for what came otherwise."""
    if ticket.came is None:
        return RichText()
    first = reader.words("card-came", system=ticket.came.system, there=int(ticket.came.reads_there))
    said = [f"{name}: {value}" for name, value in ticket.came.context]
    return compose.join_lines([first, compose.clip_text(RichText("\n".join(said)), CONTEXT_UNITS) if said else ""])


def escalation_line(reader: Reader, ticket: TicketCard) -> str:
    """That somebody was called, while it is so."""
    at = ticket.escalated_at
    return reader.say("card-escalated", ago=reader.ago(at)) if at is not None and ticket.is_open else ""


def about_line(reader: Reader, ticket: TicketCard) -> RichText:
    """ "Anna K. · 🟡 · Technical"."""
    return compose.join_dotted([ticket.requester.name, PRIORITY_SIGNS[ticket.priority], topic_line(reader, ticket)])


def topic_line(reader: Reader, ticket: TicketCard) -> str:
    """What it is about; a guess is marked as one."""
    if ticket.category is None:
        return ""
    name = ticket.category.called(reader.language)
    return reader.say("category-guessed", name=name) if ticket.category_guessed else name


def intake_line(reader: Reader, ticket: TicketCard, room: int = TEXT_UNITS) -> RichText:
    """The request, under its subject where its own words do not hold that: renamed, or a task somebody added."""
    said = " ".join(entry.words.text for entry in ticket.request).casefold().split()
    called = ticket.subject.say_in(reader.language)
    told = all(part.rstrip("…").casefold() in " ".join(said) for part in called.split(JOINT))
    wordless = bool(ticket.request) and not said
    subject = "" if told or wordless else compose.make_bold(called)
    return compose.join_lines([subject, request_text(reader, ticket.request, room)])


def request_text(reader: Reader, said: Sequence[EntryInfo], room: int = TEXT_UNITS, rest: str = "card-cut") -> RichText:
    """What was asked, a message a line, in at most about `room` UTF-16 units; what is cut is said to be, by `rest`."""
    lines: list[RichText] = []
    for index, entry in enumerate(said):
        text = entries.entry_text(reader, entry)
        if not text:
            continue
        if room <= 1:
            lines.extend([reader.words("card-more", n=len(said) - index), reader.words(rest)])
            break
        lines.append(compose.clip_text(text, room))
        room -= count_units(text.text) + 1
        if room < -1:
            left = len(said) - index - 1
            lines.extend([reader.words("card-more", n=left) if left else RichText(), reader.words(rest)])
            break
    return compose.join_lines(lines)


def state_line(reader: Reader, ticket: TicketCard) -> RichText:
    """ "🙋 #42 is yours · waiting for the requester": who has it, and how it stands."""
    number, assignee = ticket.number, ticket.assignee
    if (ended := _ended_card(reader, ticket)) is not None:
        return ended
    if assignee is not None and assignee.id == reader.person.id:
        first = reader.words("card-yours", number=number)
    elif assignee is not None:
        first = reader.words("card-taken", number=number, name=assignee.name)
    else:
        first = RichText(f"{STATUS_SIGNS[ticket.status]} ") + compose.make_bold(f"#{number}")
    if ticket.status in (Status.ASSIGNED, Status.NEW):
        return first
    sign, status = STATUS_SIGNS[ticket.status], reader.say("status-staff", status=ticket.status.value)
    return compose.join_dotted([first, f"{sign} {status}"])


def _ended_card(reader: Reader, ticket: TicketCard) -> RichText | None:
    number = ticket.number
    if ticket.status is Status.RESOLVED:
        return compose.join_dotted([reader.words("card-resolved", number=number), ticket.resolver or ""])
    if ticket.status is Status.CANCELLED:
        return reader.words("card-cancelled", number=number)
    if ticket.status is Status.CLOSED:
        if ticket.merged_into is not None:
            return reader.words("card-merged", number=number, into=ticket.merged_into)
        why = reader.say("card-closed-why", reason=ticket.end_reason) if ticket.end_reason else ""
        return compose.join_dotted([reader.words("card-closed", number=number), why])
    return None


def rating_line(reader: Reader, ticket: TicketCard) -> RichText:
    """The requester's stars and words, once given; those for who solved it beside their name."""
    said = compose.quote_text(compose.clip_text(RichText(ticket.rating_words or ""), ASIDE_UNITS))
    mark = ticket.agent_mark
    agents = f"{mark.name} {catalog.STAR * mark.stars}" if mark is not None and mark.stars else ""
    return compose.join_lines([compose.join_dotted([catalog.STAR * (ticket.rating or 0), agents]), said])


def _take(reader: Reader, ticket: TicketCard) -> tuple[Row, ...]:
    take = keyboards.main_button(reader.language, "btn-take", ticket_callbacks.Claim(number=ticket.number))
    first = (take, _open(reader, ticket), *_put_off(reader, ticket), *earlier_line(reader, ticket))
    return _with_alike(reader, ticket, first)


def _with_alike(reader: Reader, ticket: TicketCard, first: Row) -> tuple[Row, ...]:
    """With a row for what is like it, where something was found."""
    alike = tuple(similar_tickets.similar_button(reader, ticket))
    return (first, alike) if alike else (first,)


def _put_off(reader: Reader, ticket: TicketCard) -> Row:
    """That it can wait, beside what its requester says cannot."""
    if not night_calls.has_called(ticket):
        return ()
    return (keyboards.make_button(reader.language, "btn-can-wait", ticket_callbacks.CanWait(number=ticket.number)),)


def earlier_line(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    """What else there is: those that say the same, what its requester filed before."""
    return [*alike.similar_button(reader, ticket), *earlier_tickets.earlier_button(reader, ticket)]


def _open(reader: Reader, ticket: TicketCard) -> RenderedButton:
    return keyboards.make_button(reader.language, "btn-open", ticket_callbacks.Open(number=ticket.number))


def _others(reader: Reader, ticket: TicketCard) -> tuple[Row, ...]:
    """Open; Reopen for the agent who had it when it ended."""
    mine = ticket.last_assignee is not None and ticket.last_assignee.id == reader.person.id
    if mine and ticket.can_reopen and (not ticket.is_open or ticket.status is Status.RESOLVED):
        return ((reopen_button(reader, ticket), _open(reader, ticket)),)
    row = (_open(reader, ticket), *_put_off(reader, ticket), *earlier_line(reader, ticket))
    return _with_alike(reader, ticket, row)


def reopen_button(reader: Reader, ticket: TicketCard) -> RenderedButton:
    """Back to work; Undo while nobody outside the team knows that it was resolved."""
    key = "btn-undo" if can_undo(reader, ticket) else "btn-reopen"
    return keyboards.make_button(reader.language, key, ticket_callbacks.Reopen(number=ticket.number))


def can_undo(reader: Reader, ticket: TicketCard) -> bool:
    """Whether it was resolved so lately that its requester has not heard of it."""
    return ticket.undo_until is not None and ticket.undo_until > reader.now


def undo_button(reader: Reader, ticket: TicketCard) -> RichText:
    """For how long that is so."""
    if not can_undo(reader, ticket):
        return RichText()
    seconds = round(reader.settings.team.undo.total_seconds())
    return reader.words("card-undo", name=ticket.requester.name, n=seconds)


def _hold_line(reader: Reader, ticket: TicketCard, screen: int) -> tuple[Row, ...]:
    """What the assignee can do: every button is one the rules allow in this status."""
    language, number, status = reader.language, ticket.number, ticket.status
    last: list[RenderedButton] = [keyboards.board_link(language, ticket.task_id)] if ticket.task_id else []
    if status in (Status.RESOLVED, Status.CLOSED, Status.CANCELLED):
        first = [reopen_button(reader, ticket)] if ticket.can_reopen else []
        return _buttons_after_end(reader, ticket, (*first, _open(reader, ticket), *last), screen)
    buttons = [keyboards.main_button(language, "btn-resolve", ticket_callbacks.Resolve(number=number))]
    if transitions.get_target_status(Verb.PENDING, status) and status is not Status.PENDING:
        buttons.insert(0, keyboards.make_button(language, "btn-pending", ticket_callbacks.Pending(number=number)))
    buttons.append(keyboards.make_button(language, "btn-release", ticket_callbacks.Release(number=number)))
    buttons.append(keyboards.make_button(language, "btn-hand", ticket_callbacks.Hand(number=number)))
    shown = more_buttons.Folding(language, ticket_callbacks.Foldable.CARD, number, more_buttons.CARD_ROWS, screen)
    rest = [*_put_off(reader, ticket), _open(reader, ticket), *last, *earlier_line(reader, ticket)]
    rest += similar_tickets.similar_button(reader, ticket)
    return shown.of_buttons([*buttons, *rest])


def _buttons_after_end(reader: Reader, ticket: TicketCard, row: Row, screen: int) -> tuple[Row, ...]:
    """With a row for what it is put down to, where that is asked and it was not cancelled."""
    causes = (
        root_cause.is_offered(reader, ticket, ticket_callbacks.Foldable.CARD)
        if ticket.status is not Status.CANCELLED
        else []
    )
    if screen >= more_buttons.CAUSES and causes:
        shown = more_buttons.Folding(
            reader.language, ticket_callbacks.Foldable.CARD, ticket.number, more_buttons.CARD_ROWS, screen
        )
        return shown.chosen(root_cause.cause_buttons(reader, ticket), more_buttons.CAUSES)
    return (row, tuple(causes)) if causes else (row,)


def _files(ticket: TicketCard) -> list[FileInfo]:
    return [file for entry in ticket.request for file in entry.files]


def _since(ticket: TicketCard) -> datetime:
    return ticket.filed_at or ticket.created_at
