"""One ticket opened: for its requester, or for staff with everything. The read model leaves notes out for a
requester."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from bot.features import accounts, events, payments, sharing
from bot.features.canned import buttons as canned_buttons
from bot.features.canned import screens as screens_replies
from bot.features.knowledge import runbooks
from bot.features.knowledge.buttons import ArticleFromTicket
from bot.features.lists import screens
from bot.features.merging import screens_similar
from bot.features.organizations import screens as screens_members
from bot.features.problems import screens as problem_screens
from bot.features.requests import screens as screens_receipt
from bot.features.suggestions import receipt_parts
from bot.features.suggestions import screens as screens_presets
from bot.features.ticket import buttons as ticket_buttons
from bot.features.ticket import screens_card, screens_cause, screens_earlier, screens_entries, screens_history
from bot.views import STATUS_SIGNS, Reader, Rendered, RenderedButton, Row, compose, keyboards, promises
from db.models import Status
from desk.i18n import formats
from desk.metrics.timelines import load_timeline
from desk.outbox import Relay, Show, Slot
from desk.policy import Verb, transitions
from desk.policy.permissions import Grant
from desk.queries import entries
from desk.queries.lists import load_earlier_page
from desk.queries.same_reports import load_alike_page
from desk.queries.ticket_card import TicketCard, ToldStatus
from desk.queries.ticket_changes import load_changes_page
from desk.queries.told_history import HistoryStep
from desk.queries.topic_choices import CategoryInfo
from desk.sla import night_alerts
from desk.text import RichText
from desk.tickets import untaken_queue

# The buttons of an opened ticket, for its requester and for staff.


_ASIDE = 4  # buttons in a row of rarely needed ones


def _whole_thread(reader: Reader, ticket: TicketCard, pages: int) -> RenderedButton:
    """Return the button to the thread's last page, the newest."""
    return keyboards.make_button(reader.language, "btn-thread", ticket_buttons.Thread(number=ticket.number, page=pages))


def _make_own_page_rows(reader: Reader, ticket: TicketCard, pages: int) -> list[Row]:
    """Return the rows for the ticket's requester, and for who leads their organization."""
    language, number = reader.language, ticket.number
    rows: list[Row] = []
    if ticket.status is Status.RESOLVED:
        rows.append(keyboards.make_solved_row(language, number))
    talk = [_whole_thread(reader, ticket, pages)] if ticket.entry_count else []
    if ticket.is_open and not ticket.is_draft:
        talk.append(keyboards.make_main_button(language, "btn-add", ticket_buttons.Add(number=number)))
    elif ticket.is_open:
        talk.append(keyboards.make_main_button(language, "btn-send", ticket_buttons.Send(number=number)))
    elif ticket.can_reopen:
        talk.append(keyboards.make_button(language, "btn-reopen", ticket_buttons.Reopen(number=number)))
    if talk:
        rows.append(tuple(talk))
    calling = night_alerts.name_call(reader.settings, reader.now, ticket) if ticket.is_own else None
    if calling is not None:
        rows.append((keyboards.make_button(language, calling, ticket_buttons.CannotWait(number=number)),))
    if ticket.is_open and ticket.status is not Status.RESOLVED:
        cancel = keyboards.make_button(language, "btn-cancel", ticket_buttons.Cancel(number=number))
        subject = keyboards.make_button(language, "btn-subject", ticket_buttons.Subject(number=number))
        rows.append((cancel,) if ticket.is_draft else (*sharing.make_share_buttons(reader, ticket), subject, cancel))
    return rows


_FIRST_MOVES = (
    (Verb.PENDING, Status.PENDING, "btn-pending", ticket_buttons.Pending),
    (Verb.RESOLVE, Status.RESOLVED, "btn-resolve", ticket_buttons.Resolve),
)
_LAST_MOVES = (
    (Verb.PROGRESS, Status.IN_PROGRESS, "btn-progress", ticket_buttons.Progress),
    (Verb.HOLD, Status.ON_HOLD, "btn-hold", ticket_buttons.Hold),
)


def _make_staff_page_rows(reader: Reader, ticket: TicketCard, pages: int, screen: int) -> tuple[Row, ...]:
    """Return three rows: the first verbs that the rules allow in this status, in the order of the card; the priority;
    what is read. The other verbs and the rarer buttons are behind More."""
    most = keyboards.OPENED_ROWS if screen == keyboards.FIRST else keyboards.PAGE_ROWS
    shown = keyboards.Folding(reader.language, ticket_buttons.Foldable.OPEN, ticket.number, most, screen)
    acts = keyboards.arrange_rows(_moves(reader, ticket), keyboards.WIDTH)
    topics = _other_categories(ticket) if ticket.is_open else []
    if keyboards.CAUSES <= screen < keyboards.GROUPS and reader.settings.team.root_causes:
        return shown.fold_choices(screens_cause.make_cause_buttons(reader, ticket), keyboards.CAUSES)
    if keyboards.EVENTS <= screen < keyboards.CAUSES and reader.settings.events:
        return shown.fold_choices(events.list_choices(reader, ticket), keyboards.EVENTS)
    priorities = keyboards.make_priority_row(reader.language, ticket.number, ticket.priority) if ticket.is_open else ()
    to_read = (_whole_thread(reader, ticket, pages), *_ready_answers(reader, ticket))
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
    row = [keyboards.make_button(reader.language, "btn-canned", canned)] if has_any else []
    return [
        *row,
        *screens_replies.make_solved_buttons(reader, ticket),
        *runbooks.make_steps_button(reader, ticket),
    ]


def _moves(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    language, number, status = reader.language, ticket.number, ticket.status
    free = ticket.assignee is None and transitions.get_target_status(Verb.CLAIM, status) is not None
    take = [keyboards.make_main_button(language, "btn-take", ticket_buttons.Claim(number=number))]
    first, last = (
        [
            keyboards.make_button(language, key, press(number=number))
            for verb, to, key, press in moves
            if transitions.get_target_status(verb, status) and status is not to
        ]
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
    language, number = reader.language, ticket.number
    row = [screens_history.make_history_button(reader, number)]
    if ticket.staff.task_id:
        row.append(keyboards.make_board_link(language, ticket.staff.task_id))
    if screens_card.can_focus(reader, ticket):
        row.append(screens_card.make_focus_button(reader, ticket))
    row.append(keyboards.make_copy_button(language, "btn-copy-number", f"#{number}", number=number))
    row += screens_card.make_earlier_buttons(reader, ticket)
    row += accounts.make_refresh_button(reader, ticket)
    if reader.settings.events:
        row.append(events.make_choice_button(reader, ticket))
    if reader.settings.organizations.enabled:
        row.append(screens_members.make_choose_button(reader, number))
    if reader.settings.team.root_causes:
        row.append(screens_cause.choose_cause_button(reader, ticket, ticket_buttons.Foldable.OPEN))
    if reader.settings.knowledge.articles and ticket.status in (Status.RESOLVED, Status.CLOSED):
        row.append(keyboards.make_button(language, "btn-article-from", ArticleFromTicket(number=number)))
    if ticket.staff.has_masked and reader.may(Grant.MASKED):
        row.append(keyboards.make_button(language, "btn-masked", ticket_buttons.ShowMasked(number=number)))
    row += _mail_buttons(reader, ticket)
    if ticket.staff.can_ring:
        row.append(keyboards.make_button(language, "btn-ring", ticket_buttons.NotifyAgain(number=number)))
    if ticket.staff.can_escalate:
        row.append(keyboards.make_button(language, "btn-escalate", ticket_buttons.Escalate(number=number)))
    if ticket.staff.escalated_at is not None:
        row.append(keyboards.make_button(language, "btn-deescalate", ticket_buttons.Deescalate(number=number)))
    if ticket.staff.can_bar:
        row.append(keyboards.make_button(language, "btn-block", ticket_buttons.Block(number=number)))
    return row


def _mail_buttons(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    """Return the buttons of a request that came by mail: who wrote it, and who has the answers in copy."""
    language, number, row = reader.language, ticket.number, []
    if ticket.staff.source is not None and ticket.staff.source.is_claimed:
        row.append(keyboards.make_button(language, "btn-whosemail", ticket_buttons.AskSender(number=number)))
    if copies := [one.state for one in ticket.staff.participants if one.state in ("on", "off")]:
        on = "on" not in copies
        press = ticket_buttons.SwitchCopies(number=number, on=on)
        row.append(keyboards.make_button(language, "btn-copies-on" if on else "btn-copies-off", press))
    return row


def _holding(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    language, number, status = reader.language, ticket.number, ticket.status
    row = []
    if ticket.can_reopen and transitions.get_target_status(Verb.REOPEN, status):
        row.append(screens_card.reopen_button(reader, ticket))
    if transitions.get_target_status(Verb.HAND_OVER, status):
        row.append(keyboards.make_button(language, "btn-hand", ticket_buttons.AskReceiver(number=number)))
    if ticket.assignee is not None and transitions.get_target_status(Verb.RELEASE, status):
        row.append(keyboards.make_button(language, "btn-release", ticket_buttons.Release(number=number)))
    return row


def _other_categories(ticket: TicketCard) -> list[CategoryInfo]:
    now = None if ticket.category is None or ticket.category_guessed else ticket.category.id
    return [c for c in ticket.categories if c.id != now]


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
            tuple(_make_own_page_rows(reader, ticket, pages)),
            ticket_id=ticket.id,
        )
    buttons = _make_staff_page_rows(reader, ticket, pages, screen)
    return Rendered(_all(reader, ticket, earlier), buttons, ticket_id=ticket.id)


def _own(reader: Reader, ticket: TicketCard) -> RichText:
    words = compose.join_lines(
        [
            reader.say_rich("open-subject", number=ticket.number, subject=ticket.subject.say_in(reader.language)),
            "" if ticket.is_own else reader.say_rich("client-whose", name=ticket.requester.name),
            _how_it_stands(reader, ticket),
            screens_members.format_for_requester(reader, ticket),
            _parts(reader, ticket),
            screens_card.format_rating_line(reader, ticket),
            screens_receipt.format_expected_line(reader, ticket),
            compose.fold_quote(compose.join_lines(_turn(reader, turn) for turn in ticket.told.history)),
        ]
    )
    return compose.join([words, _last(reader, ticket)], "\n\n")


def _format_ticket_state(reader: Reader, ticket: TicketCard, place: int | None) -> RichText:
    """Return the agent and since when, or the place in the queue; and what the requester may expect."""
    now = ticket.told.status or ToldStatus(ticket.status, ticket.status_at, ticket.assignee)
    nobody = now.assignee is None
    status = f"{STATUS_SIGNS[now.status]} {screens_receipt.format_own_status(reader, now.status, nobody=nobody)}"
    since = (
        "" if ticket.claimed_at is None else formats.format_duration(reader.language, reader.now - ticket.claimed_at)
    )
    whose = reader.say("state-with", name=now.assignee.name, age=since) if now.assignee and since else ""
    queued = reader.say_rich("state-place", place=place) if place is not None and nobody else ""
    subject = reader.say_rich("open-subject", number=ticket.number, subject=ticket.subject.say_in(reader.language))
    return compose.join_lines(
        [subject, compose.join_dotted([status, whose]), queued, screens_receipt.format_expected_line(reader, ticket)]
    )


def _format_reader(reader: Reader, ticket: TicketCard, place: int | None) -> RichText:
    """Return that a person reads what the requester writes: the agent, or at which place in the queue."""
    now = ticket.told.status or ToldStatus(ticket.status, ticket.status_at, ticket.assignee)
    if now.assignee is not None:
        return reader.say_rich("person-reads-agent", number=ticket.number, name=now.assignee.name)
    return reader.say_rich("person-reads-queue", place=place) if place is not None else reader.say_rich("person-reads")


def _parts(reader: Reader, ticket: TicketCard) -> RichText:
    """Return the ticket that it was merged into, or those merged into it."""
    if ticket.merged_into is not None:
        return reader.say_rich("open-merged", into=ticket.merged_into)
    numbers = ", ".join(f"#{number}" for number in ticket.merged)
    return reader.say_rich("open-merged-here", numbers=numbers) if numbers else RichText()


def _turn(reader: Reader, turn: HistoryStep) -> str:
    at = formats.format_moment(reader.language, turn.at, reader.settings.timezone, reader.now)
    return reader.say("open-turn", at=at, what=turn.what, name=turn.name or "")


def _how_it_stands(reader: Reader, ticket: TicketCard) -> RichText:
    if ticket.is_draft:
        return RichText(reader.say("status-draft"))
    now = ticket.told.status or ToldStatus(ticket.status, ticket.status_at, ticket.assignee)
    nobody = now.assignee is None
    status = f"{STATUS_SIGNS[now.status]} {screens_receipt.format_own_status(reader, now.status, nobody=nobody)}"
    assignee = reader.say("open-with", name=now.assignee.name) if now.assignee and ticket.is_open else ""
    return compose.join_dotted(
        [status, assignee, screens_card.format_topic_line(reader, ticket), reader.format_ago(now.status_at)]
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
            compose.join_dotted([assignee, reader.format_ago(ticket.filed_at or ticket.created_at)]),
            reader.say_rich("card-hold-reason", reason=reason) if reason else "",
            reader.say_rich("card-tags", tags=tags) if tags else "",
            _guess_line(ticket, reader),
            screens_card.format_event_line(reader, ticket),
            screens_cause.format_cause_line(reader, ticket),
            _parts(reader, ticket),
            screens_similar.format_similar_line(reader, ticket),
            screens_card.format_escalation_line(reader, ticket),
            screens_members.format_on_page(reader, ticket),
            payments.format_price_line(reader, ticket),
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
    request = compose.join_lines([asked, asked_before, screens_presets.format_intake_lines(ticket)])
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
    return reader.say("card-nobody")


# Chooses and reads what a letter about one ticket shows; other modules render it.


_Made = Callable[[Reader, Show], Awaitable[Rendered | None]]


def render_of_ticket(view: Callable[[Reader, TicketCard], Rendered | None], *, history: bool = False) -> _Made:
    """Return a view of the ticket that the slot names; `history`: with its history."""

    async def shown(reader: Reader, letter: Show) -> Rendered | None:
        ticket = await reader.load_card(Slot.parse(letter.slot).number, history=history)
        return view(reader, ticket) if ticket else None

    return shown


async def render_receipt(reader: Reader, letter: Show) -> Rendered | None:
    """Render the receipt, with a known problem and suggestions below it."""
    card = await reader.load_card(Slot.parse(letter.slot).number)
    if card is None:
        return None
    if screens_receipt.has_topic_choice(card):
        card = await reader.add_topics(card)
    known = await problem_screens.make_problem_part(reader, card)
    below = [
        one for one in (known, await receipt_parts.make_suggestion_part(reader, card, fewer=known is not None)) if one
    ]
    rows = tuple(row for _, rows in below for row in rows)
    shown = (compose.join([words for words, _ in below], "\n\n"), rows) if below else None
    return screens_receipt.render_receipt(reader, card, letter.page, shown)


async def render_card(reader: Reader, letter: Show) -> Rendered | None:
    """Render the card; a card sent only for taking is None once the ticket has an agent."""
    ticket = await reader.load_card(Slot.parse(letter.slot).number)
    if ticket is None or (letter.while_free and not screens_card.is_free(ticket)):
        return None
    return screens_card.render_ticket_card(reader, ticket, letter.page)


async def render_opened(reader: Reader, letter: Show) -> Rendered | None:
    """Render the whole ticket; for staff also earlier versions of edited entries, and what was suggested."""
    ticket = await reader.load_card(Slot.parse(letter.slot).number, history=True)
    if ticket is None:
        return None
    if ticket.is_open and not ticket.for_requester:
        ticket = await reader.add_topics(ticket)
    pages = await entries.count_thread_pages(reader.session, ticket.id, reader.person)
    earlier = (
        {}
        if ticket.for_requester
        else await entries.load_earlier_wordings(reader.session, (*ticket.request, *ticket.last))
    )
    made = render_ticket_page(reader, ticket, pages, letter.page, earlier)
    if await screens_members.has_other_button(reader, ticket):
        made = replace(made, buttons=(*made.buttons, (screens_members.make_other_button(reader, ticket.number),)))
    if ticket.for_requester or not ticket.offered:
        return made
    return replace(made, words=compose.join_lines([made.words, await screens_presets.format_for_staff(reader, ticket)]))


async def render_state(reader: Reader, letter: Show) -> Rendered | None:
    """Render a request's state for its requester, with its place in the queue if it has no agent; or nothing but the
    letter's own line."""
    ticket = await reader.load_card(Slot.parse(letter.slot).number)
    if ticket is None or not ticket.for_requester:
        return None
    if letter.note is not None:
        return Rendered(RichText(), ticket_id=ticket.id)
    place = await untaken_queue.find_place(reader.session, ticket.id)
    make = _format_reader if Slot.parse(letter.slot).kind == "human" else _format_ticket_state
    return Rendered(make(reader, ticket, place), ticket_id=ticket.id)


async def render_thread(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of the thread."""
    ticket_id = await reader.find_ticket_id(Slot.parse(letter.slot).number)
    page = await entries.load_thread_page(reader.session, ticket_id, reader.person, letter.page) if ticket_id else None
    return replace(screens.render_thread_page(reader, page), ticket_id=ticket_id) if page else None


async def render_history(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of the history, with the time spent in each status."""
    ticket_id = await reader.find_ticket_id(Slot.parse(letter.slot).number)
    page = await load_changes_page(reader.session, ticket_id, reader.person, letter.page) if ticket_id else None
    if page is None or ticket_id is None:
        return None
    spent = await load_timeline(reader.session, ticket_id, reader.settings, reader.now)
    return replace(screens_history.render_history(reader, page, spent), ticket_id=ticket_id)


async def render_earlier(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of the requester's other tickets."""
    ticket_id = await reader.find_ticket_id(Slot.parse(letter.slot).number)
    page = (
        await load_earlier_page(reader.session, ticket_id, reader.person, letter.page, reader.language)
        if ticket_id
        else None
    )
    return replace(screens_earlier.render_earlier(reader, page), ticket_id=ticket_id) if page else None


async def render_similar(reader: Reader, letter: Show) -> Rendered | None:
    """Render similar tickets, open and resolved."""
    ticket_id = await reader.find_ticket_id(Slot.parse(letter.slot).number)
    page = await load_alike_page(reader.session, ticket_id, reader.person) if ticket_id else None
    return replace(screens_similar.render_similar(reader, page), ticket_id=ticket_id) if page else None


async def render_relayed_entry(reader: Reader, letter: Relay) -> Rendered | None:
    """Render a relayed entry; None if the reader may not see it."""
    files = reader.ahead.batch.files if reader.ahead.batch is not None else {}
    entry = await entries.load_entry(reader.session, letter.entry_id, reader.person, ahead=files)
    return None if entry is None else await screens_entries.render_relayed_message(reader, letter, entry)
