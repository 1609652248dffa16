"""The buttons of a ticket's card, for staff."""

from bot.features import accounts
from bot.features.canned import screens
from bot.features.focus import Focus
from bot.features.knowledge import runbooks
from bot.features.merging import screens_similar
from bot.features.ticket import buttons as ticket_buttons
from bot.features.ticket import screens_earlier
from bot.features.ticket.screens_cause import (
    make_cause_buttons,
    make_offered_buttons,
)
from bot.views import Reader, RenderedButton, Row, keyboards
from db.models import Status
from desk.acts import of_tickets
from desk.policy import Verb, transitions
from desk.queries.ticket_card import TicketCard
from desk.sla import night_alerts


def free_card_rows(reader: Reader, ticket: TicketCard) -> tuple[Row, ...]:
    """Return Take and Open, with the buttons for other tickets."""
    take = reader.make_main_button("btn-take", ticket_buttons.Claim(number=ticket.number))
    first = (take, open_button(reader, ticket), *_put_off(reader, ticket), *make_earlier_buttons(reader, ticket))
    return _with_alike(reader, ticket, first)


def _with_alike(reader: Reader, ticket: TicketCard, first: Row) -> tuple[Row, ...]:
    """Return the rows, with one for similar tickets and runbooks if there are any."""
    alike = (*screens.make_solved_buttons(reader, ticket), *runbooks.make_steps_button(reader, ticket))
    asked = (*make_whose_buttons(reader, ticket), *make_never_button(reader, ticket))
    return tuple(row for row in (first, asked, alike) if row)


def make_whose_buttons(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    """Return whose request a forwarded mail may be: of who wrote it, or of who forwarded it."""
    address = ticket.staff.source.forwarded_of if ticket.staff.source is not None else None
    if address is None:
        return []
    return [
        reader.make_button("btn-whose", ticket_buttons.SayWhose(number=ticket.number, theirs=theirs), name=name)
        for theirs, name in ((True, address), (False, ticket.requester.name))
    ]


def make_never_button(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    """Return the button that takes nothing from the sender any more, of a mail that perhaps no person wrote."""
    source = ticket.staff.source
    if source is None or not source.is_automatic or not ticket.staff.can_bar:
        return []
    return [reader.make_button("btn-never", ticket_buttons.Block(number=ticket.number))]


def _put_off(reader: Reader, ticket: TicketCard) -> Row:
    """Return the button Can wait, if its requester called the night staff."""
    if not night_alerts.has_called(ticket):
        return ()
    return (reader.make_button("btn-can-wait", ticket_buttons.CanWait(number=ticket.number)),)


def make_earlier_buttons(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    """Return the buttons for tickets that say the same and for the requester's other tickets."""
    return [*screens_similar.make_similar_button(reader, ticket), *screens_earlier.make_earlier_button(reader, ticket)]


def open_button(reader: Reader, ticket: TicketCard) -> RenderedButton:
    """Return the button that opens the ticket."""
    return reader.make_button("btn-open", ticket_buttons.Open(number=ticket.number))


def make_focus_button(reader: Reader, ticket: TicketCard) -> RenderedButton:
    """Return the button that sends to this ticket what the agent writes without replying."""
    return reader.make_button("btn-focus", Focus(number=ticket.number))


def can_focus(reader: Reader, ticket: TicketCard) -> bool:
    """Return True if the ticket is worked on and either untaken or assigned to the reader."""
    nobody_elses = ticket.assignee is None or ticket.assignee.id == reader.person.id
    return nobody_elses and ticket.is_open and not ticket.is_draft and ticket.status is not Status.RESOLVED


def make_others_card_rows(reader: Reader, ticket: TicketCard) -> tuple[Row, ...]:
    """Return Open, with Take for a ticket taken on the board, or with Reopen for its last agent once it has ended."""
    mine = ticket.last_assignee is not None and ticket.last_assignee.id == reader.person.id
    if mine and ticket.can_reopen and (not ticket.is_open or ticket.status is Status.RESOLVED):
        return ((reopen_button(reader, ticket), open_button(reader, ticket)),)
    if ticket.is_on_board and ticket.status.is_working:
        return free_card_rows(reader, ticket)
    row = (open_button(reader, ticket), *_put_off(reader, ticket), *make_earlier_buttons(reader, ticket))
    return _with_alike(reader, ticket, row)


def reopen_button(reader: Reader, ticket: TicketCard) -> RenderedButton:
    """Return Reopen, or Undo while no one outside the team knows that the ticket was resolved."""
    key = "btn-undo" if can_undo(reader, ticket) else "btn-reopen"
    return reader.make_button(key, ticket_buttons.Reopen(number=ticket.number))


def can_undo(reader: Reader, ticket: TicketCard) -> bool:
    """Return True if it was resolved so recently that its requester was not notified yet."""
    return ticket.staff.undo_until is not None and ticket.staff.undo_until > reader.now


def make_own_card_rows(reader: Reader, ticket: TicketCard, screen: int) -> tuple[Row, ...]:
    """Return the assignee's buttons: those that the rules allow in this status."""
    number, status = ticket.number, ticket.status
    last: list[RenderedButton] = (
        [keyboards.make_board_link(reader, ticket.staff.task_id)] if ticket.staff.task_id else []
    )
    if status in (Status.RESOLVED, Status.CLOSED, Status.CANCELLED):
        first = [reopen_button(reader, ticket)] if ticket.can_reopen else []
        return _buttons_after_end(reader, ticket, (*first, open_button(reader, ticket), *last), screen)
    buttons = [reader.make_main_button("btn-resolve", ticket_buttons.press_act(of_tickets.RESOLVE, number))]
    if transitions.get_target_status(Verb.PENDING, status) and status is not Status.PENDING:
        buttons.insert(0, keyboards.make_act_button(reader, of_tickets.PENDING, number))
    buttons += runbooks.make_steps_button(reader, ticket)
    buttons.append(reader.make_button("btn-hand", ticket_buttons.AskReceiver(number=number)))
    buttons.append(reader.make_button("btn-release", ticket_buttons.Release(number=number)))
    shown = keyboards.Folding(reader, ticket_buttons.Foldable.CARD, number, keyboards.CARD_ROWS, screen)
    write = make_focus_button(reader, ticket)
    rest = [
        *_put_off(reader, ticket),
        open_button(reader, ticket),
        write,
        *last,
        *make_earlier_buttons(reader, ticket),
    ]
    rest += [*screens.make_solved_buttons(reader, ticket)]
    rest += accounts.make_refresh_button(reader, ticket)
    asked = tuple(make_whose_buttons(reader, ticket))
    return (*([asked] if asked else []), *shown.fold_buttons([*buttons, *rest]))


def _buttons_after_end(reader: Reader, ticket: TicketCard, row: Row, screen: int) -> tuple[Row, ...]:
    """Return the row, with one for the root cause if that is asked and the ticket was not cancelled."""
    causes = (
        make_offered_buttons(reader, ticket, ticket_buttons.Foldable.CARD)
        if ticket.status is not Status.CANCELLED
        else []
    )
    if screen >= keyboards.CAUSES and causes:
        shown = keyboards.Folding(reader, ticket_buttons.Foldable.CARD, ticket.number, keyboards.CARD_ROWS, screen)
        return shown.fold_choices(make_cause_buttons(reader, ticket), keyboards.CAUSES)
    return (row, tuple(causes)) if causes else (row,)
