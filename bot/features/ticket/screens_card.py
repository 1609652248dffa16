"""The card of a ticket for staff: as broadcast, as the assignee's, as taken by a colleague, and after the end."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.features import accounts, payments
from bot.features.canned import screens
from bot.features.focus import Focus
from bot.features.knowledge import runbooks
from bot.features.merging import screens_similar
from bot.features.organizations import screens as screens_members
from bot.features.suggestions import screens as screens_presets
from bot.features.team.screens import format_member_label, format_until
from bot.features.ticket import buttons as ticket_buttons
from bot.features.ticket import screens_earlier, screens_entries
from bot.features.ticket.buttons import Foldable
from bot.features.ticket.screens_cause import choose_cause_button, format_cause_line, make_cause_buttons
from bot.views import PRIORITY_SIGNS, STATUS_SIGNS, Reader, Rendered, RenderedButton, Row, compose, keyboards, promises
from db.models import Status
from desk.i18n import catalog
from desk.outbox import Show, Slot
from desk.policy import Verb, transitions
from desk.policy.permissions import Grant
from desk.policy.staff_notification_switches import has_taken_cards
from desk.queries.entries import EntryInfo, FileInfo
from desk.queries.people import PersonInfo
from desk.queries.team import list_new_assignees
from desk.queries.ticket_card import Reach, TicketCard
from desk.sla import night_alerts
from desk.text import RichText, count_units
from desk.text.subject import JOINT

# The question to whom a ticket is handed over.


async def show_receivers(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for the ticket that the slot names."""
    number = Slot.parse(letter.slot).number
    ticket = await reader.load_card(number)
    if ticket is None or ticket.for_requester:
        return None
    people = await list_new_assignees(reader.session, ticket.id, reader.person)
    return replace(render_receivers(reader, number, people), ticket_id=ticket.id)


def render_receivers(reader: Reader, number: int, people: Sequence[PersonInfo]) -> Rendered:
    """Render a button for everyone who can take the ticket; absent people are marked."""
    if not people:
        return Rendered(reader.say_rich("hand-nobody", number=number))
    buttons = [
        keyboards.make_button(
            reader.language,
            format_member_label(person),
            ticket_buttons.HandTo(number=number, person=person.key),
            name=person.name,
            until=format_until(reader, person),
        )
        for person in people
        if person.key is not None
    ]
    return Rendered(reader.say_rich("hand-title", number=number), keyboards.arrange_rows(buttons, 2))


# A ticket's root cause, and the buttons that choose it, if admins keep a list of causes.


_AT_ONCE = 3  # causes that need no second step


def _make_offered_buttons(reader: Reader, ticket: TicketCard, face: Foldable) -> list[RenderedButton]:
    """Return the causes if they are few and none is chosen, else the button that shows them; none without a list."""
    causes = reader.settings.team.root_causes
    if ticket.staff.root_cause is None and len(causes) <= _AT_ONCE:
        return make_cause_buttons(reader, ticket)
    return [choose_cause_button(reader, ticket, face)] if causes else []


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
        return Rendered(words, ((_open_button(reader, ticket),),), ticket_id=ticket.id)
    if is_free(ticket):
        return Rendered(_free(reader, ticket), _free_card_rows(reader, ticket), ticket_id=ticket.id)
    held = ticket.assignee is not None and ticket.assignee.id == reader.person.id
    if not held and _is_unwanted(reader, ticket):
        return Rendered(format_state_line(reader, ticket), ticket_id=ticket.id, vanishes=True)
    rows = _make_own_card_rows(reader, ticket, screen) if held else _make_others_card_rows(reader, ticket)
    return Rendered(_format_card(reader, ticket, held=held), rows, ticket_id=ticket.id)


def _format_card(reader: Reader, ticket: TicketCard, *, held: bool) -> RichText:
    return compose.join_lines(
        [
            format_state_line(reader, ticket),
            _undo_line(reader, ticket) if held else "",
            format_about_line(reader, ticket),
            compose.fold_quote(format_titled_request(reader, ticket)),
            screens_presets.format_intake_on_card(ticket),
            screens_similar.format_similar_line(reader, ticket),
            format_escalation_line(reader, ticket),
            runbooks.format_on_card(reader, ticket),
            screens_members.format_on_card(reader, ticket),
            payments.format_price_line(reader, ticket),
            format_requester_state(reader, ticket),
            format_arrival_line(reader, ticket),
            format_event_line(reader, ticket),
            accounts.format_on_card(reader, ticket),
            promises.format_due(reader, ticket),
            compose.join_dotted(
                [screens_entries.attach_files(reader, _files(ticket)), reader.format_ago(_since(ticket))]
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
    return ticket.assignee is None and transitions.get_target_status(Verb.RELEASE, ticket.status) is not None


def _free(reader: Reader, ticket: TicketCard) -> RichText:
    head = RichText(f"{STATUS_SIGNS[ticket.status]} ") + compose.make_bold(f"#{ticket.number}")
    return compose.join_lines(
        [
            head + RichText(" ") + format_about_line(reader, ticket),
            format_titled_request(reader, ticket),
            screens_presets.format_intake_on_card(ticket),
            screens_similar.format_similar_line(reader, ticket),
            format_escalation_line(reader, ticket),
            runbooks.format_on_card(reader, ticket),
            screens_members.format_on_card(reader, ticket),
            payments.format_price_line(reader, ticket),
            format_requester_state(reader, ticket),
            format_arrival_line(reader, ticket),
            format_event_line(reader, ticket),
            accounts.format_on_card(reader, ticket),
            promises.format_due(reader, ticket),
            compose.join_dotted(
                [
                    screens_entries.attach_files(reader, _files(ticket)),
                    reader.format_ago(_since(ticket)),
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
    place = reader.say_rich("card-group", group=ticket.staff.group) if ticket.staff.group is not None else RichText()
    if ticket.staff.source is None:
        return compose.join_lines([place, _format_participants(reader, ticket)])
    first = reader.say_rich("card-came", system=ticket.staff.source.system, there=int(ticket.staff.source.reads_there))
    said = [f"{name}: {value}" for name, value in ticket.staff.source.context]
    context = compose.clip_text(RichText("\n".join(said)), _CONTEXT_UNITS) if said else ""
    return compose.join_lines([first, context, _format_participants(reader, ticket)])


def _format_participants(reader: Reader, ticket: TicketCard) -> RichText:
    """Return who else hears the answers by mail, and who no longer does; empty if nobody takes part."""
    said = [reader.say("card-participant", name=one.name, state=one.state) for one in ticket.staff.participants]
    if not said:
        return RichText()
    names = compose.clip_text(RichText(", ".join(said)), _CONTEXT_UNITS).text
    return reader.say_rich("card-participants", names=names)


def format_event_line(reader: Reader, ticket: TicketCard) -> RichText:
    """Return the event that the ticket belongs to."""
    return reader.say_rich("card-event", name=ticket.staff.event.name) if ticket.staff.event is not None else RichText()


def format_escalation_line(reader: Reader, ticket: TicketCard) -> str:
    """Return that the ticket is escalated, while it is."""
    at = ticket.staff.escalated_at
    return reader.say("card-escalated", ago=reader.format_ago(at)) if at is not None and ticket.is_open else ""


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


def request_text(reader: Reader, said: Sequence[EntryInfo], room: int = TEXT_UNITS, rest: str = "card-cut") -> RichText:
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


# The buttons of a ticket's card, for staff.


def _free_card_rows(reader: Reader, ticket: TicketCard) -> tuple[Row, ...]:
    """Return Take and Open, with the buttons for other tickets."""
    take = keyboards.make_main_button(reader.language, "btn-take", ticket_buttons.Claim(number=ticket.number))
    first = (take, _open_button(reader, ticket), *_put_off(reader, ticket), *make_earlier_buttons(reader, ticket))
    return _with_alike(reader, ticket, first)


def _with_alike(reader: Reader, ticket: TicketCard, first: Row) -> tuple[Row, ...]:
    """Return the rows, with one for similar tickets and runbooks if there are any."""
    alike = (*screens.make_solved_buttons(reader, ticket), *runbooks.make_steps_button(reader, ticket))
    return (first, alike) if alike else (first,)


def _put_off(reader: Reader, ticket: TicketCard) -> Row:
    """Return the button Can wait, if its requester called the night staff."""
    if not night_alerts.has_called(ticket):
        return ()
    return (keyboards.make_button(reader.language, "btn-can-wait", ticket_buttons.CanWait(number=ticket.number)),)


def make_earlier_buttons(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    """Return the buttons for tickets that say the same and for the requester's other tickets."""
    return [*screens_similar.make_similar_button(reader, ticket), *screens_earlier.make_earlier_button(reader, ticket)]


def _open_button(reader: Reader, ticket: TicketCard) -> RenderedButton:
    """Return the button that opens the ticket."""
    return keyboards.make_button(reader.language, "btn-open", ticket_buttons.Open(number=ticket.number))


def make_focus_button(reader: Reader, ticket: TicketCard) -> RenderedButton:
    """Return the button that sends to this ticket what the agent writes without replying."""
    return keyboards.make_button(reader.language, "btn-focus", Focus(number=ticket.number))


def can_focus(reader: Reader, ticket: TicketCard) -> bool:
    """Return True if the ticket is worked on and either untaken or assigned to the reader."""
    nobody_elses = ticket.assignee is None or ticket.assignee.id == reader.person.id
    return nobody_elses and ticket.is_open and not ticket.is_draft and ticket.status is not Status.RESOLVED


def _make_others_card_rows(reader: Reader, ticket: TicketCard) -> tuple[Row, ...]:
    """Return Open, with Reopen for the agent who had the ticket when it ended."""
    mine = ticket.last_assignee is not None and ticket.last_assignee.id == reader.person.id
    if mine and ticket.can_reopen and (not ticket.is_open or ticket.status is Status.RESOLVED):
        return ((reopen_button(reader, ticket), _open_button(reader, ticket)),)
    row = (_open_button(reader, ticket), *_put_off(reader, ticket), *make_earlier_buttons(reader, ticket))
    return _with_alike(reader, ticket, row)


def reopen_button(reader: Reader, ticket: TicketCard) -> RenderedButton:
    """Return Reopen, or Undo while no one outside the team knows that the ticket was resolved."""
    key = "btn-undo" if can_undo(reader, ticket) else "btn-reopen"
    return keyboards.make_button(reader.language, key, ticket_buttons.Reopen(number=ticket.number))


def can_undo(reader: Reader, ticket: TicketCard) -> bool:
    """Return True if it was resolved so recently that its requester was not notified yet."""
    return ticket.staff.undo_until is not None and ticket.staff.undo_until > reader.now


def _make_own_card_rows(reader: Reader, ticket: TicketCard, screen: int) -> tuple[Row, ...]:
    """Return the assignee's buttons: those that the rules allow in this status."""
    language, number, status = reader.language, ticket.number, ticket.status
    last: list[RenderedButton] = (
        [keyboards.make_board_link(language, ticket.staff.task_id)] if ticket.staff.task_id else []
    )
    if status in (Status.RESOLVED, Status.CLOSED, Status.CANCELLED):
        first = [reopen_button(reader, ticket)] if ticket.can_reopen else []
        return _buttons_after_end(reader, ticket, (*first, _open_button(reader, ticket), *last), screen)
    buttons = [keyboards.make_main_button(language, "btn-resolve", ticket_buttons.Resolve(number=number))]
    if transitions.get_target_status(Verb.PENDING, status) and status is not Status.PENDING:
        buttons.insert(0, keyboards.make_button(language, "btn-pending", ticket_buttons.Pending(number=number)))
    buttons += runbooks.make_steps_button(reader, ticket)
    buttons.append(keyboards.make_button(language, "btn-hand", ticket_buttons.AskReceiver(number=number)))
    buttons.append(keyboards.make_button(language, "btn-release", ticket_buttons.Release(number=number)))
    shown = keyboards.Folding(language, ticket_buttons.Foldable.CARD, number, keyboards.CARD_ROWS, screen)
    write = make_focus_button(reader, ticket)
    rest = [
        *_put_off(reader, ticket),
        _open_button(reader, ticket),
        write,
        *last,
        *make_earlier_buttons(reader, ticket),
    ]
    rest += screens.make_solved_buttons(reader, ticket)
    rest += accounts.make_refresh_button(reader, ticket)
    return shown.fold_buttons([*buttons, *rest])


def _buttons_after_end(reader: Reader, ticket: TicketCard, row: Row, screen: int) -> tuple[Row, ...]:
    """Return the row, with one for the root cause if that is asked and the ticket was not cancelled."""
    causes = (
        _make_offered_buttons(reader, ticket, ticket_buttons.Foldable.CARD)
        if ticket.status is not Status.CANCELLED
        else []
    )
    if screen >= keyboards.CAUSES and causes:
        shown = keyboards.Folding(
            reader.language, ticket_buttons.Foldable.CARD, ticket.number, keyboards.CARD_ROWS, screen
        )
        return shown.fold_choices(make_cause_buttons(reader, ticket), keyboards.CAUSES)
    return (row, tuple(causes)) if causes else (row,)
