"""The card of a ticket for staff: as broadcast, as the assignee's, as taken by a colleague, and after the end."""

from collections.abc import Sequence
from datetime import datetime

from bot.features import accounts
from bot.features.knowledge import runbooks
from bot.features.merging import screens_similar
from bot.features.organizations import screens_on_card
from bot.features.payments import screens as payment_screens
from bot.features.suggestions import screens as suggestion_screens
from bot.features.ticket import screens_entries
from bot.features.ticket.card_buttons import (
    can_undo,
    free_card_rows,
    make_others_card_rows,
    make_own_card_rows,
    open_button,
)
from bot.features.ticket.screens_cause import (
    format_cause_line,
)
from bot.views import PRIORITY_SIGNS, STATUS_SIGNS, Reader, Rendered, compose, keyboards, promises
from db.models import Status
from desk.i18n import catalog
from desk.policy import Verb, transitions
from desk.policy.permissions import Grant
from desk.policy.staff_notification_switches import has_taken_cards
from desk.queries.entries import EntryInfo, FileInfo
from desk.queries.ticket_card import Reach, TicketCard
from desk.text import RichText, count_units
from desk.text.subject import JOINT

TEXT_UNITS = 2800  # UTF-16 units of the request on a card: leaves room for the lines around it within 4,096
_CONTEXT_UNITS = 400  # of what an integration says about its user's page
ASIDE_UNITS = 250  # of a rating's comment, a hold's reason, the labels


def render_ticket_card(reader: Reader, ticket: TicketCard, screen: int = keyboards.FIRST) -> Rendered | None:
    """Render the card for staff, at one of its screens.

    Return None for drafts and for the requester. An admin who is its requester gets it, without a way to take it, when
    no one else is available.
    """
    if ticket.is_draft or not reader.is_staff or (ticket.for_requester and not reader.may(Grant.TEAM)):
        return None
    if ticket.for_requester:
        words = _free(reader, ticket) if is_free(ticket) else format_state_line(reader, ticket)
        return Rendered(words, ((open_button(reader, ticket),),), ticket_id=ticket.id)
    if is_free(ticket):
        return Rendered(_free(reader, ticket), free_card_rows(reader, ticket), ticket_id=ticket.id)
    held = ticket.assignee is not None and ticket.assignee.id == reader.person.id
    if not held and _is_unwanted(reader, ticket):
        return Rendered(format_state_line(reader, ticket), ticket_id=ticket.id, vanishes=True)
    rows = make_own_card_rows(reader, ticket, screen) if held else make_others_card_rows(reader, ticket)
    return Rendered(_format_card(reader, ticket, held=held), rows, ticket_id=ticket.id)


def _format_card(reader: Reader, ticket: TicketCard, *, held: bool) -> RichText:
    return compose.join_lines(
        [
            format_state_line(reader, ticket),
            _undo_line(reader, ticket) if held else "",
            format_about_line(reader, ticket),
            compose.fold_quote(format_titled_request(reader, ticket)),
            suggestion_screens.format_intake_on_card(reader, ticket),
            screens_similar.format_similar_line(reader, ticket),
            format_escalation_line(reader, ticket),
            runbooks.format_on_card(reader, ticket),
            screens_on_card.format_on_card(reader, ticket),
            payment_screens.format_price_line(reader, ticket),
            format_requester_state(reader, ticket),
            format_arrival_line(reader, ticket),
            format_event_line(reader, ticket),
            accounts.format_on_card(reader, ticket),
            promises.format_due(reader, ticket),
            compose.join_dotted(
                [screens_entries.attach_files(reader, _files(ticket)), reader.format_since(_since(ticket))]
            ),
            format_cause_line(reader, ticket),
            format_rating_line(reader, ticket),
        ]
    )


def _is_unwanted(reader: Reader, ticket: TicketCard) -> bool:
    """Return True if the reader keeps no cards of colleagues' tickets and this is one, which calls for nothing."""
    was_theirs = ticket.last_assignee is not None and ticket.last_assignee.id == reader.person.id
    called = ticket.is_open and ticket.staff.escalated_at is not None
    return not was_theirs and not called and not has_taken_cards(reader.person)


def is_free(ticket: TicketCard) -> bool:
    """Return True if anyone may take the ticket."""
    return (
        ticket.assignee is None
        and not ticket.is_on_board
        and transitions.get_target_status(Verb.RELEASE, ticket.status) is not None
    )


def _free(reader: Reader, ticket: TicketCard) -> RichText:
    head = RichText(f"{STATUS_SIGNS[ticket.status]} ") + compose.make_bold(f"#{ticket.number}")
    return compose.join_lines(
        [
            head + RichText(" ") + format_about_line(reader, ticket),
            format_titled_request(reader, ticket),
            suggestion_screens.format_intake_on_card(reader, ticket),
            screens_similar.format_similar_line(reader, ticket),
            format_escalation_line(reader, ticket),
            runbooks.format_on_card(reader, ticket),
            screens_on_card.format_on_card(reader, ticket),
            payment_screens.format_price_line(reader, ticket),
            format_requester_state(reader, ticket),
            format_arrival_line(reader, ticket),
            format_event_line(reader, ticket),
            accounts.format_on_card(reader, ticket),
            promises.format_due(reader, ticket),
            compose.join_dotted(
                [
                    screens_entries.attach_files(reader, _files(ticket)),
                    reader.format_since(_since(ticket)),
                    reader.say("card-requests", n=ticket.requester_total),
                ]
            ),
        ]
    )


def format_requester_state(reader: Reader, ticket: TicketCard) -> RichText:
    """Return what an agent should know before writing to the requester; empty if all is well."""
    name = ticket.requester.name
    is_reached = ticket.staff.reach is Reach.FINE
    reach = "" if is_reached else reader.say_rich("card-reach", reach=ticket.staff.reach.value, name=name)
    barred = reader.say_rich("card-barred", name=name) if ticket.staff.blocked else ""
    return compose.join_lines([reach, barred, _wanted_way(reader, ticket)])


def _wanted_way(reader: Reader, ticket: TicketCard) -> RichText:
    wanted = ticket.staff.wanted_way
    if wanted is None:
        return RichText()
    way = wanted.way.value if wanted.phone is None else "number"
    return reader.say_rich("card-answer-way", way=way, phone=wanted.phone or "")


def format_arrival_line(reader: Reader, ticket: TicketCard) -> RichText:
    """Return the group that the ticket was written in, or the integration that it came through and what its user was
    doing there; empty for other tickets."""
    group, place = ticket.staff.group, RichText()
    if group is not None:
        place = reader.say_rich("card-call" if group.is_call else "card-group", group=group.title)
    if ticket.staff.source is None:
        return compose.join_lines([place, _format_participants(reader, ticket)])
    first = reader.say_rich("card-came", system=ticket.staff.source.system, there=int(ticket.staff.source.reads_there))
    said = [f"{name}: {value}" for name, value in ticket.staff.source.context]
    context = compose.clip_text(RichText("\n".join(said)), _CONTEXT_UNITS) if said else ""
    return compose.join_lines([first, context, _format_participants(reader, ticket)])


def _format_participants(reader: Reader, ticket: TicketCard) -> RichText:
    """Return who else hears the answers by mail, and who no longer does; empty if nobody takes part."""
    held = ticket.staff.participants
    said = [reader.say("card-participant", **one.make_args()) for one in held]
    if not said:
        return RichText()
    names = compose.clip_text(RichText(", ".join(said)), _CONTEXT_UNITS).text
    return reader.say_rich("card-participants", names=names, foreign=int(any(one.is_foreign for one in held)))


def format_event_line(reader: Reader, ticket: TicketCard) -> RichText:
    """Return the event that the ticket belongs to."""
    return reader.say_rich("card-event", name=ticket.staff.event.name) if ticket.staff.event is not None else RichText()


def format_escalation_line(reader: Reader, ticket: TicketCard) -> RichText:
    """Return that the ticket is escalated, while it is, and since when."""
    at = ticket.staff.escalated_at
    if at is None or not ticket.is_open:
        return RichText()
    return compose.join_dotted([reader.say("card-escalated"), reader.format_since(at)])


def format_about_line(reader: Reader, ticket: TicketCard) -> RichText:
    """Return "Anna K. · 🟡 · Technical"."""
    return compose.join_dotted(
        [ticket.requester.name, PRIORITY_SIGNS[ticket.priority], format_topic_line(reader, ticket)]
    )


def format_topic_line(reader: Reader, ticket: TicketCard) -> str:
    """Return the topic; a guess is marked as one."""
    if ticket.category is None:
        return ""
    name = ticket.category.get_name(reader.language)
    return reader.say("category-guessed", name=name) if ticket.category_guessed else name


def format_titled_request(reader: Reader, ticket: TicketCard, room: int = TEXT_UNITS) -> RichText:
    """Return the request, under its subject if its own words do not contain that: after a rename, or for a task created
    on the board."""
    said = " ".join(entry.words.text for entry in ticket.request).casefold().split()
    called = ticket.subject.say_in(reader.language)
    told = all(part.rstrip("…").casefold() in " ".join(said) for part in called.split(JOINT))
    wordless = bool(ticket.request) and not said
    subject = "" if told or wordless else compose.make_bold(called)
    return compose.join_lines([subject, request_text(reader, ticket.request, room)])


def request_text(reader: Reader, said: Sequence[EntryInfo], room: int, rest: str = "card-cut") -> RichText:
    """Return the request, a message a line, in about `room` UTF-16 units; words of who leads the organization are under
    their name. `rest` is the key of the line that says that it was cut."""
    lines: list[RichText] = []
    for index, entry in enumerate(said):
        text = screens_entries.format_entry_text(reader, entry)
        if not text:
            continue
        if entry.author_role is not None:
            author = screens_entries.format_author(reader, entry)
            text = reader.say_rich("heading-plain", name=author) + RichText(" ") + text
        text = compose.join_dotted([text, screens_entries.mark_deleted(reader, entry)])
        if room <= 1:
            lines.extend([reader.say_rich("card-more", n=len(said) - index), reader.say_rich(rest)])
            break
        lines.append(compose.clip_text(text, room))
        room -= count_units(text.text) + 1
        if room < -1:
            left = len(said) - index - 1
            lines.extend([reader.say_rich("card-more", n=left) if left else RichText(), reader.say_rich(rest)])
            break
    return compose.join_lines(lines)


def format_state_line(reader: Reader, ticket: TicketCard) -> RichText:
    """Return "🙋 #42 is yours · waiting for the requester": the agent and the status."""
    number, assignee = ticket.number, ticket.assignee
    if (ended := _ended_card(reader, ticket)) is not None:
        return ended
    if assignee is not None and assignee.id == reader.person.id:
        first = reader.say_rich("card-yours", number=number)
    elif assignee is not None:
        first = reader.say_rich("card-taken", number=number, name=assignee.name)
    elif ticket.is_on_board:
        first = reader.say_rich("card-on-board", number=number)
    else:
        first = RichText(f"{STATUS_SIGNS[ticket.status]} ") + compose.make_bold(f"#{number}")
    if ticket.status in (Status.ASSIGNED, Status.NEW):
        return first
    sign, status = STATUS_SIGNS[ticket.status], reader.say("status-staff", status=ticket.status.value)
    return compose.join_dotted([first, f"{sign} {status}"])


def _ended_card(reader: Reader, ticket: TicketCard) -> RichText | None:
    number = ticket.number
    if ticket.status is Status.RESOLVED:
        return compose.join_dotted([reader.say_rich("card-resolved", number=number), ticket.resolver or ""])
    if ticket.status is Status.CANCELLED:
        return reader.say_rich("card-cancelled", number=number)
    if ticket.status is Status.CLOSED:
        if ticket.merged_into is not None:
            return reader.say_rich("card-merged", number=number, into=ticket.merged_into)
        why = reader.say("card-closed-why", reason=ticket.end_reason) if ticket.end_reason else ""
        if ticket.staff.confirmed_by is not None:
            why = reader.say("card-closed-client", name=ticket.staff.confirmed_by)
        return compose.join_dotted([reader.say_rich("card-closed", number=number), why])
    return None


def format_rating_line(reader: Reader, ticket: TicketCard) -> RichText:
    """Return the requester's stars and comment, once given, with the stars for the agent and their name."""
    said = compose.quote_text(compose.clip_text(RichText(ticket.rating_words or ""), ASIDE_UNITS))
    mark = ticket.agent_mark
    agents = f"{mark.name} {catalog.STAR * mark.stars}" if mark is not None and mark.stars else ""
    return compose.join_lines([compose.join_dotted([catalog.STAR * (ticket.rating or 0), agents]), said])


def _undo_line(reader: Reader, ticket: TicketCard) -> RichText:
    """Return the line that says for how long that is so."""
    if not can_undo(reader, ticket):
        return RichText()
    seconds = round(reader.settings.team.undo.total_seconds())
    return reader.say_rich("card-undo", name=ticket.requester.name, n=seconds)


def _files(ticket: TicketCard) -> list[FileInfo]:
    return [file for entry in ticket.request for file in entry.files]


def _since(ticket: TicketCard) -> datetime:
    return ticket.filed_at or ticket.created_at
