"""From a letter to its view: which read model, which face. None: not for this reader, or nothing to show."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.views import compose, reply_targets
from bot.views import questions as which
from bot.views.canned import canned_replies, prepared_answer, similar_tickets
from bot.views.events import event_list
from bot.views.knowledge import article, gaps, shelf
from bot.views.lists import list_letters, reminder, surge, ticket_lists
from bot.views.mailings import mailings
from bot.views.menu import menu_draft, menu_screen
from bot.views.offers import offered, presets
from bot.views.panel import panel_sessions
from bot.views.problems import known_problems, told
from bot.views.reader import NOTHING_AHEAD, Prefetched, Reader
from bot.views.rendered import Rendered, RenderedButton, Row, Style
from bot.views.reports import ready
from bot.views.settings import setting_letters
from bot.views.systems import system_screens, webhook_screens
from bot.views.team import (
    ask_colleague,
    audit,
    blocked_people,
    briefing,
    member_letters,
    staff,
    staff_group,
    staff_notifications,
)
from bot.views.team import failed_jobs as failed_jobs_view
from bot.views.ticket import (
    agent_card,
    alike,
    earlier_tickets,
    entries,
    history,
    low_mark,
    receipt,
    requester_notifications,
    resolution,
    ticket_page,
)
from bot.views.topics import topic_screens, topic_tree
from bot.views.wordings import text_screens
from db.models import Person
from desk.figures.timeline import timeline
from desk.i18n.catalog import Arg, language_of
from desk.i18n.formats import said_of
from desk.inbound import blocklist
from desk.likeness.shown import alike_page
from desk.notifications import to_staff
from desk.notifications.staff_group import announced
from desk.operations import failed_jobs
from desk.outbox.letters import Args, Button, Relay, ReportReady, Say, Show, View
from desk.outbox.slots import Slot
from desk.queries import entries as read
from desk.queries import lists, questions
from desk.queries import people as queries_people
from desk.queries.audit import AuditFilter, audited
from desk.queries.card import TicketCard
from desk.queries.earlier import earlier
from desk.queries.ticket_changes import changes
from desk.settings import DeskSettings


async def render(
    session: AsyncSession,
    letter: Say | Show | Relay | ReportReady,
    viewer: Person,
    *,
    now: datetime,
    settings: DeskSettings,
    bot_id: int,
    ahead: Prefetched = NOTHING_AHEAD,
) -> Rendered | None:
    """The letter as `viewer` is to read it now; None: they may not see it (any more), or there is nothing to say."""
    reader = Reader(session, viewer, language_of(viewer, settings.locale), now, settings, bot_id, ahead)
    if isinstance(letter, Say):
        return await _said(reader, letter)
    if isinstance(letter, ReportReady):
        return await ready.result(reader, letter, _buttons(reader, letter.buttons))
    if isinstance(letter, Relay):
        files = ahead.batch.files if ahead.batch is not None else {}
        entry = await read.entry_info(session, letter.entry_id, viewer, ahead=files)
        return None if entry is None else await entries.relayed(reader, letter, entry)
    return await _shown(reader, letter)


async def _shown(reader: Reader, letter: Show) -> Rendered | None:
    if (letter.view in _FOR_STAFF and not reader.is_staff) or (letter.view in _FOR_ADMINS and not reader.is_admin):
        return None
    rendered = await _VIEWS[letter.view](reader, letter)
    if rendered is None:
        return None
    if letter.note:
        above = reader.words(letter.note, **letter.note_args)
        rendered = replace(rendered, words=compose.joined([above, rendered.words], "\n\n"))
    reply_to = letter.reply_to_message or await reply_targets.of_entry(reader, letter.reply_to_entry)
    return replace(
        rendered,
        reply_to=rendered.reply_to if reply_to is None else reply_to,
        question_id=rendered.question_id or letter.question_id,
    )


async def _said(reader: Reader, letter: Say) -> Rendered | None:
    """A line of the desk's own; None where it was for staff and the reader no longer is."""
    if letter.staff_only and not reader.is_staff:
        return None
    reply_to = letter.reply_to_message
    if reply_to is None:
        reply_to = await reply_targets.of_entry(reader, letter.reply_to_entry)
    return Rendered(
        reader.words(letter.key, **_args(reader, letter.args, letter.keyed)),
        _buttons(reader, letter.buttons),
        reply_to=reply_to,
        question_id=letter.question_id,
    )


def _args(reader: Reader, args: Args, keyed: tuple[str, ...] = ()) -> dict[str, Arg]:
    given = said_of(reader.language, args, now=reader.now, zone=reader.settings.timezone)
    for name in keyed:
        given[name] = reader.say(str(args[name]))
    return given


def _buttons(reader: Reader, rows: tuple[tuple[Button, ...], ...]) -> tuple[Row, ...]:
    """The letter's buttons with their labels."""
    return tuple(tuple(_button(reader, button) for button in row) for row in rows)


def _button(reader: Reader, button: Button) -> RenderedButton:
    style = Style(button.style) if button.style else None
    return RenderedButton(reader.say(button.label, **_args(reader, button.args)), button.data, button.url, style)


_Made = Callable[[Reader, Show], Awaitable[Rendered | None]]


def _of_ticket(view: Callable[[Reader, TicketCard], Rendered | None]) -> _Made:
    """A view of the ticket that the slot names."""

    async def shown(reader: Reader, letter: Show) -> Rendered | None:
        ticket = await reader.card(Slot.parse(letter.slot).number)
        return view(reader, ticket) if ticket else None

    return shown


async def _receipt(reader: Reader, letter: Show) -> Rendered | None:
    card = await reader.card(Slot.parse(letter.slot).number)
    if card is None:
        return None
    known = await told.under_receipt(reader, card)
    below = [one for one in (known, await offered.under_receipt(reader, card, fewer=known is not None)) if one]
    rows = tuple(row for _, rows in below for row in rows)
    shown = (compose.joined([words for words, _ in below], "\n\n"), rows) if below else None
    return receipt.receipt(reader, card, letter.page, shown)


async def _card(reader: Reader, letter: Show) -> Rendered | None:
    ticket = await reader.card(Slot.parse(letter.slot).number)
    if ticket is None or (letter.while_free and not agent_card.is_free(ticket)):
        return None
    return agent_card.card(reader, ticket, letter.page)


def _unfolding(view: Callable[[Reader, TicketCard, int], Rendered | None]) -> _Made:
    """The same of one whose buttons are at a screen."""

    async def shown(reader: Reader, letter: Show) -> Rendered | None:
        ticket = await reader.card(Slot.parse(letter.slot).number)
        return view(reader, ticket, letter.page) if ticket else None

    return shown


async def _open(reader: Reader, letter: Show) -> Rendered | None:
    ticket = await reader.card(Slot.parse(letter.slot).number)
    if ticket is None:
        return None
    pages = await read.thread_pages(reader.session, ticket.id, reader.person)
    earlier = {} if ticket.for_requester else await read.earlier(reader.session, (*ticket.request, *ticket.last))
    opened = ticket_page.opened(reader, ticket, pages, letter.page, earlier)
    if ticket.for_requester or not ticket.offered:
        return opened
    return replace(opened, words=compose.lines([opened.words, await offered.for_staff(reader, ticket)]))


async def _thread(reader: Reader, letter: Show) -> Rendered | None:
    ticket_id = await reader.ticket_id(Slot.parse(letter.slot).number)
    page = await read.thread(reader.session, ticket_id, reader.person, letter.page) if ticket_id else None
    return replace(ticket_lists.thread(reader, page), ticket_id=ticket_id) if page else None


async def _history(reader: Reader, letter: Show) -> Rendered | None:
    ticket_id = await reader.ticket_id(Slot.parse(letter.slot).number)
    page = await changes(reader.session, ticket_id, reader.person, letter.page) if ticket_id else None
    if page is None or ticket_id is None:
        return None
    spent = await timeline(reader.session, ticket_id, reader.settings, reader.now)
    return replace(history.changes(reader, page, spent), ticket_id=ticket_id)


async def _earlier(reader: Reader, letter: Show) -> Rendered | None:
    ticket_id = await reader.ticket_id(Slot.parse(letter.slot).number)
    page = await earlier(reader.session, ticket_id, reader.person, letter.page, reader.language) if ticket_id else None
    return replace(earlier_tickets.earlier(reader, page), ticket_id=ticket_id) if page else None


async def _alike(reader: Reader, letter: Show) -> Rendered | None:
    ticket_id = await reader.ticket_id(Slot.parse(letter.slot).number)
    page = await alike_page(reader.session, ticket_id, reader.person) if ticket_id else None
    return replace(alike.alike(reader, page), ticket_id=ticket_id) if page else None


async def _link(reader: Reader, _letter: Show) -> Rendered | None:
    return staff.link(reader, await queries_people.collaborators_to_link(reader.session, reader.person))


async def _hand(reader: Reader, letter: Show) -> Rendered | None:
    number = Slot.parse(letter.slot).number
    ticket = await reader.card(number)
    if ticket is None or ticket.for_requester:
        return None
    people = await queries_people.hand_to(reader.session, ticket.id, reader.person)
    return replace(staff.hand(reader, number, people), ticket_id=ticket.id)


async def _which(reader: Reader, letter: Show) -> Rendered | None:
    asked = await questions.question(reader.session, letter.question_id or 0, reader.person)
    return which.which(reader, asked) if asked else None


async def _surge(reader: Reader, _letter: Show) -> Rendered | None:
    count = await to_staff.lately(reader.session, reader.now)
    return surge.surge(reader, count, await lists.queue(reader.session, reader.person, 1))


async def _ended(reader: Reader, letter: Show) -> Rendered | None:
    number = Slot.parse(letter.slot).number
    ticket = await reader.card(number)
    made = staff_group.ended(reader, ticket) if ticket else None
    return None if made is None else replace(made, reply_to=await reply_targets.of_slot(reader, f"group:{number}"))


async def _announced(reader: Reader, letter: Show) -> Rendered | None:
    """Those of the slot's minute."""
    tickets = []
    for number, is_ended in await announced(reader.session, Slot.parse(letter.slot).number):
        ticket = await reader.card(number)
        if ticket is not None:
            tickets.append((ticket, is_ended))
    return staff_group.announced(reader, tickets)


async def _blocked(reader: Reader, _letter: Show) -> Rendered | None:
    return blocked_people.blocked(reader, await blocklist.blocked(reader.session))


async def _failed(reader: Reader, _letter: Show) -> Rendered | None:
    return failed_jobs_view.failed(reader, await failed_jobs.failed(reader.session))


async def _audit(reader: Reader, letter: Show) -> Rendered | None:
    words = Slot.parse(letter.slot).key.removeprefix("?")
    page = await audited(reader.session, letter.page, AuditFilter(words, reader.language))
    return audit.audit(reader, page, words)


async def _reminder(reader: Reader, letter: Show) -> Rendered | None:
    return await reminder.reminder(reader, letter.tickets)


_VIEWS: dict[View, _Made] = {
    View.RECEIPT: _receipt,
    View.CARD: _card,
    View.OPEN: _open,
    View.RESOLVED: _of_ticket(resolution.resolved),
    View.LIST: list_letters.own,
    View.QUEUE: list_letters.queue,
    View.MINE: list_letters.mine,
    View.FOUND: list_letters.found,
    View.NEWS: requester_notifications.switches,
    View.DIGEST: requester_notifications.digest,
    View.ALL: list_letters.every,
    View.ATTENTION: list_letters.attention,
    View.THREAD: _thread,
    View.HISTORY: _history,
    View.STAFF: member_letters.team,
    View.MEMBER: member_letters.one,
    View.TOPICS: member_letters.topics,
    View.SHIFTS: member_letters.week,
    View.SHIFT_ASK: member_letters.ask,
    View.ASK: ask_colleague.whom,
    View.HEARING: staff_notifications.switches,
    View.LINK: _link,
    View.HAND: _hand,
    View.WHICH: _which,
    View.CATEGORIES: topic_tree.topics,
    View.TOPIC: topic_screens.one,
    View.TOPIC_ASK: topic_screens.ask,
    View.REMINDER: _reminder,
    View.SURGE: _surge,
    View.BLOCKED: _blocked,
    View.FAILED: _failed,
    View.AUDIT: _audit,
    View.SETTINGS: setting_letters.settings,
    View.SETTING_ASK: setting_letters.ask,
    View.TEXTS: text_screens.texts,
    View.TEXT_ASK: text_screens.ask,
    View.MENU: menu_screen.menu,
    View.MENU_TRIED: menu_screen.tried,
    View.MENU_DRAFT: menu_draft.menu_draft,
    View.MENU_ASK: menu_draft.ask,
    View.EVENTS: event_list.events,
    View.EARLIER: _earlier,
    View.ALIKE: _alike,
    View.GROUP: _of_ticket(staff_group.new),
    View.ENDED: _ended,
    View.ANNOUNCED: _announced,
    View.ARTICLE: article.article,
    View.ARTICLES: shelf.articles,
    View.ARTICLE_ASK: article.ask,
    View.ARTICLE_TOPICS: article.topics,
    View.ARTICLE_VERSIONS: article.versions,
    View.ARTICLE_GAPS: gaps.missing,
    View.LOW_MARK: low_mark.few,
    View.BRIEFING: briefing.briefing,
    View.REPLIES: canned_replies.replies,
    View.REPLY_ASK: canned_replies.ask,
    View.CANNED: canned_replies.to_choose,
    View.SIMILAR: similar_tickets.similar,
    View.PREPARED: prepared_answer.prepared,
    View.PRESETS: presets.presets,
    View.PRESET: presets.preset,
    View.PRESET_ASK: presets.ask,
    View.PROBLEMS: known_problems.problems,
    View.PROBLEM: known_problems.problem,
    View.PROBLEM_ASK: known_problems.ask,
    View.MAILINGS: mailings.mailings,
    View.MAILING: mailings.mailing,
    View.MAILED: mailings.mailed,
    View.PANEL: panel_sessions.panel,
    View.SYSTEMS: system_screens.listed,
    View.SYSTEM_ASK: system_screens.ask,
    View.WEBHOOKS: webhook_screens.listed,
}
_FOR_STAFF = frozenset({
    View.PANEL,
    View.QUEUE, View.MINE, View.FOUND, View.ALL, View.ATTENTION, View.LINK, View.HAND,
    View.CATEGORIES, View.SURGE, View.BLOCKED, View.TOPICS, View.SHIFTS, View.SHIFT_ASK, View.ASK, View.HEARING,
    View.LOW_MARK, View.PROBLEMS, View.PROBLEM,
    View.ARTICLE_ASK, View.ARTICLE_TOPICS, View.ARTICLE_VERSIONS, View.ARTICLE_GAPS,
    View.EVENTS, View.EARLIER, View.ALIKE, View.REPLIES, View.REPLY_ASK, View.CANNED, View.SIMILAR, View.PREPARED,
})  # fmt: skip
_FOR_ADMINS = frozenset({
    View.SYSTEMS, View.SYSTEM_ASK, View.WEBHOOKS,
    View.STAFF, View.MEMBER, View.FAILED, View.AUDIT, View.SETTINGS, View.SETTING_ASK, View.TOPIC, View.TOPIC_ASK,
    View.TEXTS, View.TEXT_ASK, View.PROBLEM_ASK,
    View.PRESETS, View.PRESET, View.PRESET_ASK,
    View.MAILINGS, View.MAILING, View.MENU_TRIED, View.MENU_DRAFT, View.MENU_ASK,
})  # fmt: skip
