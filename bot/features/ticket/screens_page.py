"""One ticket opened: for its requester, and for staff with everything. Notes never get here for a requester: the
read model leaves them out."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bot.features.canned import buttons as canned_callbacks
from bot.features.canned import screens_similar_tickets as similar_tickets
from bot.features.events import screens_ticket_line as of_ticket
from bot.features.knowledge.buttons import ArticleFromTicket
from bot.features.merging import screens_similar as alike
from bot.features.requests import screens_receipt as receipt
from bot.features.suggestions import screens_intake as asked_to_say
from bot.features.ticket import buttons as ticket_callbacks
from bot.features.ticket import screens_card as agent_card
from bot.features.ticket import screens_entries as entries
from bot.features.ticket import screens_history as history
from bot.features.ticket import screens_root_cause as root_cause
from bot.views import STATUS_SIGNS, Reader, Rendered, RenderedButton, Row, compose, keyboards, more_buttons, promises
from db.models import Status
from desk.i18n import formats
from desk.policy import Verb, transitions
from desk.queries.card import CategoryInfo, HistoryStep, Known, TicketCard
from desk.sla import night_calls
from desk.text import RichText

_ASIDE = 4  # buttons in a row of what is seldom needed
_ENTRY_UNITS = 8_000  # of each of the last three
_REQUEST_UNITS = 20_000  # five messages at most: what goes on for longer is in the thread, as all else


def ticket_page(
    reader: Reader,
    ticket: TicketCard,
    pages: int = 1,
    screen: int = more_buttons.FIRST,
    earlier: Mapping[int, Sequence[str]] = MappingProxyType({}),
) -> Rendered:
    """The ticket as this reader may see it, over several messages where it is long; its thread has so many `pages`, its
    buttons the `screen` that stands there. `earlier`: what edited entries said before, for staff."""
    if ticket.for_requester:
        return Rendered(_own(reader, ticket), tuple(_own_buttons(reader, ticket, pages)), ticket_id=ticket.id)
    buttons = _staff_buttons(reader, ticket, pages, screen)
    return Rendered(_all(reader, ticket, earlier), buttons, ticket_id=ticket.id)


def _own(reader: Reader, ticket: TicketCard) -> RichText:
    words = compose.join_lines(
        [
            reader.words("open-subject", number=ticket.number, subject=ticket.subject.say_in(reader.language)),
            _how_it_stands(reader, ticket),
            _parts(reader, ticket),
            agent_card.rating_line(reader, ticket),
            receipt.expected_line(reader, ticket),
            compose.fold_quote(compose.join_lines(_turn(reader, turn) for turn in ticket.history)),
        ]
    )
    return compose.join([words, _last(reader, ticket)], "\n\n")


def ticket_state(reader: Reader, ticket: TicketCard, place: int | None) -> RichText:
    """Who has it since when, or its place in the queue; and what its requester may expect."""
    now = ticket.known or Known(ticket.status, ticket.status_at, ticket.assignee)
    nobody = now.assignee is None
    status = f"{STATUS_SIGNS[now.status]} {receipt.own_status(reader, now.status, nobody=nobody)}"
    since = (
        "" if ticket.claimed_at is None else formats.format_duration(reader.language, reader.now - ticket.claimed_at)
    )
    whose = reader.say("state-with", name=now.assignee.name, age=since) if now.assignee and since else ""
    queued = reader.words("state-place", place=place) if place is not None and nobody else ""
    subject = reader.words("open-subject", number=ticket.number, subject=ticket.subject.say_in(reader.language))
    return compose.join_lines(
        [subject, compose.join_dotted([status, whose]), queued, receipt.expected_line(reader, ticket)]
    )


def _parts(reader: Reader, ticket: TicketCard) -> RichText:
    """What it is part of, or what is part of it."""
    if ticket.merged_into is not None:
        return reader.words("open-merged", into=ticket.merged_into)
    numbers = ", ".join(f"#{number}" for number in ticket.merged)
    return reader.words("open-merged-here", numbers=numbers) if numbers else RichText()


def _turn(reader: Reader, turn: HistoryStep) -> str:
    at = formats.format_moment(reader.language, turn.at, reader.settings.timezone, reader.now)
    return reader.say("open-turn", at=at, what=turn.what, name=turn.name or "")


def _how_it_stands(reader: Reader, ticket: TicketCard) -> RichText:
    if ticket.is_draft:
        return RichText(reader.say("status-draft"))
    now = ticket.known or Known(ticket.status, ticket.status_at, ticket.assignee)
    nobody = now.assignee is None
    status = f"{STATUS_SIGNS[now.status]} {receipt.own_status(reader, now.status, nobody=nobody)}"
    assignee = reader.say("open-with", name=now.assignee.name) if now.assignee and ticket.is_open else ""
    return compose.join_dotted([status, assignee, agent_card.topic_line(reader, ticket), reader.ago(now.status_at)])


def _last(reader: Reader, ticket: TicketCard) -> RichText:
    return compose.join([entries.thread_line(reader, entry, _ENTRY_UNITS) for entry in ticket.last], "\n\n")


def _whole_thread(reader: Reader, ticket: TicketCard, pages: int) -> RenderedButton:
    """To its last page, the newest."""
    return keyboards.make_button(
        reader.language, "btn-thread", ticket_callbacks.Thread(number=ticket.number, page=pages)
    )


def _own_buttons(reader: Reader, ticket: TicketCard, pages: int) -> list[Row]:
    language, number = reader.language, ticket.number
    rows: list[Row] = []
    if ticket.status is Status.RESOLVED:
        rows.append(keyboards.solved_row(language, number))
    talk = [_whole_thread(reader, ticket, pages)] if ticket.entry_count else []
    if ticket.is_open and not ticket.is_draft:
        talk.append(keyboards.main_button(language, "btn-add", ticket_callbacks.Add(number=number)))
    elif ticket.is_open:
        talk.append(keyboards.main_button(language, "btn-send", ticket_callbacks.Send(number=number)))
    elif ticket.can_reopen:
        talk.append(keyboards.make_button(language, "btn-reopen", ticket_callbacks.Reopen(number=number)))
    if talk:
        rows.append(tuple(talk))
    if night_calls.may_call(reader.settings, reader.now, ticket):
        rows.append((keyboards.make_button(language, "btn-cannot-wait", ticket_callbacks.CannotWait(number=number)),))
    if ticket.is_open and ticket.status is not Status.RESOLVED:
        cancel = keyboards.make_button(language, "btn-cancel", ticket_callbacks.Cancel(number=number))
        subject = keyboards.make_button(language, "btn-subject", ticket_callbacks.Subject(number=number))
        rows.append((cancel,) if ticket.is_draft else (subject, cancel))
    return rows


def _all(reader: Reader, ticket: TicketCard, earlier: Mapping[int, Sequence[str]]) -> RichText:
    assignee = _assignee(reader, ticket)
    reason = _aside(ticket.hold_reason or "") if ticket.status is Status.ON_HOLD else ""
    tags = _aside(", ".join(ticket.tags))
    facts = compose.join_lines(
        [
            _staff_head(reader, ticket),
            compose.make_bold(ticket.subject.say_in(reader.language)),
            compose.join_dotted([assignee, reader.ago(ticket.filed_at or ticket.created_at)]),
            reader.words("card-hold-reason", reason=reason) if reason else "",
            reader.words("card-tags", tags=tags) if tags else "",
            _guess_line(ticket, reader),
            reader.words("card-event", name=ticket.event.name) if ticket.event is not None else "",
            root_cause.cause_line(reader, ticket),
            _parts(reader, ticket),
            alike.similar_line(reader, ticket),
            agent_card.escalation_line(reader, ticket),
            agent_card.requesters_state(reader, ticket),
            promises.due_text(reader, ticket),
            reader.say("card-needs-answer") if ticket.needs_answer and ticket.is_open and ticket.has_reply else "",
            compose.join_dotted([reader.say("card-requests", n=ticket.requester_total)]),
            agent_card.rating_line(reader, ticket),
        ]
    )
    asked = compose.quote_text(agent_card.request_text(reader, ticket.request, _REQUEST_UNITS, "open-cut"))
    asked_before = compose.join_lines(
        entries.text_before(reader, earlier.get(entry.id, ())) for entry in ticket.request
    )
    request = compose.join_lines([asked, asked_before, asked_to_say.intake_lines(ticket)])
    return compose.join([facts, request, _since_then(reader, ticket, earlier)], "\n\n")


def _guess_line(ticket: TicketCard, reader: Reader) -> RichText:
    if not ticket.category_guessed or not ticket.category_words:
        return RichText()
    return reader.words("category-guessed-by", words=_aside(", ".join(ticket.category_words)))


def _aside(text: str) -> str:
    return compose.clip_text(RichText(text), agent_card.ASIDE_UNITS).text


def _since_then(reader: Reader, ticket: TicketCard, earlier: Mapping[int, Sequence[str]]) -> RichText:
    """The last entries that are not the request itself."""
    asked = {entry.id for entry in ticket.request}
    later = [entry for entry in ticket.last if entry.id not in asked]
    lines = [entries.thread_line(reader, entry, _ENTRY_UNITS, earlier.get(entry.id, ())) for entry in later]
    return compose.join(lines, "\n\n")


def _staff_head(reader: Reader, ticket: TicketCard) -> RichText:
    head = RichText(f"{STATUS_SIGNS[ticket.status]} ") + compose.make_bold(f"#{ticket.number}")
    status = reader.say("status-staff", status=ticket.status.value)
    return compose.join_dotted([head, status, agent_card.about_line(reader, ticket)])


def _assignee(reader: Reader, ticket: TicketCard) -> str:
    if ticket.assignee is not None and ticket.assignee.id == reader.person.id:
        return reader.say("card-with-you")
    if ticket.assignee is not None:
        return reader.say("card-with", name=ticket.assignee.name)
    return reader.say("card-nobody")


_MOVES = (
    (Verb.PROGRESS, Status.IN_PROGRESS, "btn-progress", ticket_callbacks.Progress),
    (Verb.PENDING, Status.PENDING, "btn-pending", ticket_callbacks.Pending),
    (Verb.HOLD, Status.ON_HOLD, "btn-hold", ticket_callbacks.Hold),
    (Verb.RESOLVE, Status.RESOLVED, "btn-resolve", ticket_callbacks.Resolve),
)


def _staff_buttons(reader: Reader, ticket: TicketCard, pages: int, screen: int) -> tuple[Row, ...]:
    """Every verb that leads somewhere from here, by the one table of rules; what is not of every day behind More."""
    shown = more_buttons.Folding(
        reader.language, ticket_callbacks.Foldable.OPEN, ticket.number, more_buttons.PAGE_ROWS, screen
    )
    acts = keyboards.arrange_rows(_moves(reader, ticket), more_buttons.WIDTH)
    to_read = [_whole_thread(reader, ticket, pages), history.history_button(reader, ticket.number)]
    if ticket.task_id:
        to_read.append(keyboards.board_link(reader.language, ticket.task_id))
    topics = _other_categories(ticket) if ticket.is_open else []
    if more_buttons.CAUSES <= screen < more_buttons.GROUPS and reader.settings.team.root_causes:
        return shown.chosen(root_cause.cause_buttons(reader, ticket), more_buttons.CAUSES)
    if more_buttons.EVENTS <= screen < more_buttons.CAUSES and reader.settings.events:
        return shown.chosen(of_ticket.event_buttons(reader, ticket), more_buttons.EVENTS)
    most = more_buttons.PAGE_ROWS - 2
    rest = [
        *acts[most:],
        *_rest(reader, ticket, shown.topic_buttons(topics, ticket.category if ticket.category_guessed else None)),
    ]
    first = [*acts[:most], tuple(to_read), tuple(_ready_answers(reader, ticket))]
    return shown.shown([row for row in first if row], rest, topics)


def _ready_answers(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    """Canned replies, where this reader has any; tickets like it, where some were found."""
    canned = canned_callbacks.CannedPage(number=ticket.number, page=1)
    has_any = (reader.settings.knowledge.canned or frozenset()) & {0, reader.person.id}
    row = [keyboards.make_button(reader.language, "btn-canned", canned)] if has_any else []
    return [*row, *similar_tickets.similar_button(reader, ticket)]


def _moves(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    language, number, status = reader.language, ticket.number, ticket.status
    free = ticket.assignee is None and transitions.get_target_status(Verb.CLAIM, status) is not None
    take = [keyboards.main_button(language, "btn-take", ticket_callbacks.Claim(number=number))]
    moves = [
        keyboards.make_button(language, key, press(number=number))
        for verb, to, key, press in _MOVES
        if transitions.get_target_status(verb, status) and status is not to
    ]
    return [*(take if free and status is not Status.RESOLVED else []), *moves, *_holding(reader, ticket)]


def _rest(reader: Reader, ticket: TicketCard, topics: Row) -> list[Row]:
    """What unfolds: priorities, topics, and what is seldom needed."""
    aside = _aside_buttons(reader, ticket)
    if not ticket.is_open:
        return [*_in_rows(aside)]
    alone = len(topics) == 1
    rows = [
        keyboards.priority_rows(reader.language, ticket.number, ticket.priority),
        () if alone else topics,
        *_in_rows([*(topics if alone else ()), *aside]),
    ]
    return [row for row in rows if row]


def _in_rows(buttons: Sequence[RenderedButton]) -> tuple[Row, ...]:
    """In one row where that can still be read."""
    return keyboards.arrange_rows(buttons, _ASIDE if len(buttons) <= _ASIDE else more_buttons.WIDTH)


def _aside_buttons(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    language, number, row = (
        reader.language,
        ticket.number,
        agent_card.earlier_line(reader, ticket),
    )
    if reader.settings.events:
        row.append(of_ticket.to_choose(reader, ticket))
    if reader.settings.team.root_causes:
        row.append(root_cause.to_choose(reader, ticket, ticket_callbacks.Foldable.OPEN))
    if reader.settings.knowledge.articles and ticket.status in (Status.RESOLVED, Status.CLOSED):
        row.append(keyboards.make_button(language, "btn-article-from", ArticleFromTicket(number=number)))
    if ticket.can_ring:
        row.append(keyboards.make_button(language, "btn-ring", ticket_callbacks.RingAgain(number=number)))
    if ticket.can_escalate:
        row.append(keyboards.make_button(language, "btn-escalate", ticket_callbacks.Escalate(number=number)))
    if ticket.escalated_at is not None:
        row.append(keyboards.make_button(language, "btn-deescalate", ticket_callbacks.Deescalate(number=number)))
    if ticket.can_bar:
        row.append(keyboards.make_button(language, "btn-block", ticket_callbacks.Block(number=number)))
    return row


def _holding(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    language, number, status = reader.language, ticket.number, ticket.status
    row = []
    if ticket.assignee is not None and transitions.get_target_status(Verb.RELEASE, status):
        row.append(keyboards.make_button(language, "btn-release", ticket_callbacks.Release(number=number)))
    if transitions.get_target_status(Verb.HAND_OVER, status):
        row.append(keyboards.make_button(language, "btn-hand", ticket_callbacks.Hand(number=number)))
    if ticket.can_reopen and transitions.get_target_status(Verb.REOPEN, status):
        row.append(agent_card.reopen_button(reader, ticket))
    return row


def _other_categories(ticket: TicketCard) -> list[CategoryInfo]:
    now = None if ticket.category is None or ticket.category_guessed else ticket.category.id
    return [c for c in ticket.categories if c.id != now]
