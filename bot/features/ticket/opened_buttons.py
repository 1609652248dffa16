"""The buttons of an opened ticket, for its requester and for staff."""

from collections.abc import Sequence

from bot.features import accounts, events, sharing
from bot.features.canned import buttons as canned_buttons
from bot.features.canned import screens as canned_screens
from bot.features.knowledge import runbooks
from bot.features.knowledge.buttons import ArticleFromTicket
from bot.features.organizations import screens as organization_screens
from bot.features.ticket import buttons as ticket_buttons
from bot.features.ticket import (
    card_buttons,
    screens_cause,
    screens_entries,
    screens_history,
)
from bot.views import Reader, RenderedButton, Row, keyboards
from db.models import Status
from desk.act_catalogue import list_acts
from desk.acts import of_tickets
from desk.acts.declaring import Door
from desk.policy import Verb, transitions
from desk.policy.permissions import Grant
from desk.queries.ticket_card import TicketCard
from desk.queries.topic_choices import CategoryInfo
from desk.sla import night_alerts
from desk.tickets import participants

_ASIDE = 4  # buttons in a row of rarely needed ones


def _whole_thread(reader: Reader, ticket: TicketCard, pages: int) -> RenderedButton:
    """Return the button to the thread's last page, the newest."""
    return reader.make_button("btn-thread", ticket_buttons.Thread(number=ticket.number, page=pages))


def make_own_page_rows(reader: Reader, ticket: TicketCard, pages: int) -> list[Row]:
    """Return the rows for the ticket's requester, and for who leads their organization."""
    number = ticket.number
    rows: list[Row] = []
    if ticket.status is Status.RESOLVED:
        rows.append(keyboards.make_solved_row(reader, number))
    talk = [_whole_thread(reader, ticket, pages)] if ticket.entry_count else []
    if ticket.is_open and not ticket.is_draft:
        talk.append(reader.make_main_button("btn-add", ticket_buttons.Add(number=number)))
    elif ticket.is_open:
        talk.append(reader.make_main_button("btn-send", ticket_buttons.Send(number=number)))
    elif ticket.can_reopen:
        talk.append(reader.make_button("btn-reopen", ticket_buttons.Reopen(number=number)))
    if talk:
        rows.append(tuple(talk))
    calling = night_alerts.name_call(reader.settings, reader.now, ticket) if ticket.is_own else None
    if calling is not None:
        rows.append((reader.make_button(calling, ticket_buttons.CannotWait(number=number)),))
    if ticket.is_open and ticket.status is not Status.RESOLVED:
        cancel = reader.make_button("btn-cancel", ticket_buttons.Cancel(number=number))
        subject = reader.make_button("btn-subject", ticket_buttons.Subject(number=number))
        rows.append((cancel,) if ticket.is_draft else (*sharing.make_share_buttons(reader, ticket), subject, cancel))
    return rows


_FIRST_MOVES = (of_tickets.PENDING, of_tickets.RESOLVE)
_LAST_MOVES = (of_tickets.PROGRESS, of_tickets.HOLD)
_PLACED = (
    *_FIRST_MOVES, *_LAST_MOVES, of_tickets.RING, of_tickets.ESCALATE, of_tickets.DEESCALATE, of_tickets.PRIORITY,
)  # fmt: skip


def make_staff_page_rows(reader: Reader, ticket: TicketCard, pages: int, screen: int) -> tuple[Row, ...]:
    """Return three rows: the first verbs that the rules allow in this status, in the order of the card; the priority;
    what is read. The other verbs and the rarer buttons are behind More."""
    most = keyboards.OPENED_ROWS if screen == keyboards.FIRST else keyboards.PAGE_ROWS
    shown = keyboards.Folding(reader, ticket_buttons.Foldable.OPEN, ticket.number, most, screen)
    acts = keyboards.arrange_rows(_moves(reader, ticket), keyboards.WIDTH)
    topics = _other_categories(ticket) if ticket.is_open else []
    if keyboards.CAUSES <= screen < keyboards.GROUPS and reader.settings.team.root_causes:
        return shown.fold_choices(screens_cause.make_cause_buttons(reader, ticket), keyboards.CAUSES)
    if keyboards.EVENTS <= screen < keyboards.CAUSES and reader.settings.events:
        return shown.fold_choices(events.list_choices(reader, ticket), keyboards.EVENTS)
    priorities = keyboards.make_priority_row(reader, ticket.number, ticket.priority) if ticket.is_open else ()
    to_read = (
        _whole_thread(reader, ticket, pages), *_ready_answers(reader, ticket),
        *card_buttons.make_never_button(reader, ticket),
    )  # fmt: skip
    rest = [
        *acts[1:],
        *_rest(reader, ticket, shown.make_topic_buttons(topics, ticket.category if ticket.category_guessed else None)),
    ]
    first = [*acts[:1], priorities, to_read]
    return shown.fold_rows([row for row in first if row], rest, topics)


def _ready_answers(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    """Return the buttons for canned replies, if this reader has any, and for similar tickets, if there are some."""
    canned = canned_buttons.CannedPage(number=ticket.number, page=1)
    has_any = (reader.settings.knowledge.canned or frozenset()) & {0, reader.person.id}
    row = [reader.make_button("btn-canned", canned)] if has_any else []
    return [
        *row,
        *canned_screens.make_solved_buttons(reader, ticket),
        *runbooks.make_steps_button(reader, ticket),
    ]


def _moves(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    number, status = ticket.number, ticket.status
    free = ticket.assignee is None and transitions.get_target_status(Verb.CLAIM, status) is not None
    take = [reader.make_main_button("btn-take", ticket_buttons.Claim(number=number))]
    first, last = (
        [keyboards.make_act_button(reader, act, number) for act in moves if act.can_change(status)]
        for moves in (_FIRST_MOVES, _LAST_MOVES)
    )
    return [*(take if free and status is not Status.RESOLVED else []), *first, *_holding(reader, ticket), *last]


def _rest(reader: Reader, ticket: TicketCard, topics: Row) -> list[Row]:
    """Return the rows behind More: topics, and rarely needed buttons."""
    aside = _aside_buttons(reader, ticket)
    if not ticket.is_open:
        return [*_in_rows(aside)]
    alone = len(topics) == 1
    rows = [
        () if alone else topics,
        *_in_rows([*(topics if alone else ()), *aside]),
    ]
    return [row for row in rows if row]


def _in_rows(buttons: Sequence[RenderedButton]) -> tuple[Row, ...]:
    """Return the buttons in one row, as long as they can be read."""
    return keyboards.arrange_rows(buttons, _ASIDE if len(buttons) <= _ASIDE else keyboards.WIDTH)


def _aside_buttons(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    number = ticket.number
    row = [screens_history.make_history_button(reader, number)]
    if ticket.staff.task_id:
        row.append(keyboards.make_board_link(reader, ticket.staff.task_id))
    if card_buttons.can_focus(reader, ticket):
        row.append(card_buttons.make_focus_button(reader, ticket))
    row.append(keyboards.make_copy_button(reader, "btn-copy-number", f"#{number}", number=number))
    row += card_buttons.make_earlier_buttons(reader, ticket)
    row += accounts.make_refresh_button(reader, ticket)
    if reader.settings.events:
        row.append(events.make_choice_button(reader, ticket))
    if reader.settings.organizations.enabled:
        row.append(organization_screens.make_choose_button(reader, number))
    if reader.settings.team.root_causes:
        row.append(screens_cause.choose_cause_button(reader, ticket, ticket_buttons.Foldable.OPEN))
    if reader.settings.knowledge.articles and ticket.status in (Status.RESOLVED, Status.CLOSED):
        row.append(reader.make_button("btn-article-from", ArticleFromTicket(number=number)))
    if ticket.staff.has_masked and reader.may(Grant.MASKED):
        row.append(reader.make_button("btn-masked", ticket_buttons.ShowMasked(number=number)))
    row += [*card_buttons.make_whose_buttons(reader, ticket), *_mail_buttons(reader, ticket)]
    if ticket.staff.can_ring:
        row.append(keyboards.make_act_button(reader, of_tickets.RING, number))
    if ticket.staff.can_escalate:
        row.append(keyboards.make_act_button(reader, of_tickets.ESCALATE, number))
    if ticket.staff.escalated_at is not None:
        row.append(keyboards.make_act_button(reader, of_tickets.DEESCALATE, number))
    others = [act for act in list_acts(Door.BUTTON).values() if act not in _PLACED and act.is_on(reader.settings)]
    row += [keyboards.make_act_button(reader, act, number) for act in others if act.is_possible(ticket.status)]
    if ticket.staff.can_bar:
        row.append(reader.make_button("btn-block", ticket_buttons.Block(number=number)))
    return row


def _mail_buttons(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    """Return the buttons of a request that came by mail: who wrote it, and who has the answers in copy."""
    number, row = ticket.number, []
    if ticket.staff.source is not None and ticket.staff.source.is_claimed:
        row.append(reader.make_button("btn-whosemail", ticket_buttons.AskSender(number=number)))
    if ticket.staff.has_mail:
        row.append(screens_entries.make_mail_button(reader, number, 0))
    for on in participants.list_switches(ticket.staff.participants):
        press = ticket_buttons.SwitchCopies(number=number, on=on)
        row.append(reader.make_button("btn-copies-on" if on else "btn-copies-off", press))
    return row


def _holding(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    number, status = ticket.number, ticket.status
    row = []
    if ticket.can_reopen and transitions.get_target_status(Verb.REOPEN, status):
        row.append(card_buttons.reopen_button(reader, ticket))
    if transitions.get_target_status(Verb.HAND_OVER, status):
        row.append(reader.make_button("btn-hand", ticket_buttons.AskReceiver(number=number)))
    if ticket.assignee is not None and transitions.get_target_status(Verb.RELEASE, status):
        row.append(reader.make_button("btn-release", ticket_buttons.Release(number=number)))
    return row


def _other_categories(ticket: TicketCard) -> list[CategoryInfo]:
    now = None if ticket.category is None or ticket.category_guessed else ticket.category.id
    return [c for c in ticket.categories if c.id != now]
