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
from bot.views.lists import list_letters
from bot.views.mailings import mailings
from bot.views.menu import menu_draft, menu_screen
from bot.views.offers import presets
from bot.views.panel import asking_browsers, panel_sessions
from bot.views.problems import known_problems
from bot.views.reader import NOTHING_AHEAD, Prefetched, Reader
from bot.views.rendered import Rendered, RenderedButton, Row, Style
from bot.views.reports import ready
from bot.views.settings import setting_letters
from bot.views.systems import system_screens, webhook_screens
from bot.views.team import ask_colleague, briefing, member_letters, staff_group, staff_notifications, team_letters
from bot.views.ticket import entries, low_mark, requester_notifications, resolution, ticket_letters
from bot.views.topics import topic_screens, topic_tree
from bot.views.wordings import text_screens
from db.models import Person
from desk import DeskSettings
from desk.i18n import Arg, language_of
from desk.i18n.formats import said_of
from desk.outbox import Args, Button, Relay, ReportReady, Say, Show, View
from desk.queries import entries as read
from desk.queries import questions


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
        given[name] = reader.say(str(args[name]), **given)
    return given


def _buttons(reader: Reader, rows: tuple[tuple[Button, ...], ...]) -> tuple[Row, ...]:
    """The letter's buttons with their labels."""
    return tuple(tuple(_button(reader, button) for button in row) for row in rows)


def _button(reader: Reader, button: Button) -> RenderedButton:
    style = Style(button.style) if button.style else None
    return RenderedButton(reader.say(button.label, **_args(reader, button.args)), button.data, button.url, style)


_Made = Callable[[Reader, Show], Awaitable[Rendered | None]]


async def _which(reader: Reader, letter: Show) -> Rendered | None:
    asked = await questions.question(reader.session, letter.question_id or 0, reader.person)
    return which.which(reader, asked) if asked else None


_VIEWS: dict[View, _Made] = {
    View.RECEIPT: ticket_letters.receipt_with_offers,
    View.CARD: ticket_letters.card,
    View.OPEN: ticket_letters.opened,
    View.RESOLVED: ticket_letters.of_ticket(resolution.resolved, history=True),
    View.STATE: ticket_letters.state,
    View.LIST: list_letters.own,
    View.QUEUE: list_letters.queue,
    View.MINE: list_letters.mine,
    View.FOUND: list_letters.found,
    View.NEWS: requester_notifications.switches,
    View.DIGEST: requester_notifications.digest,
    View.ALL: list_letters.every,
    View.ATTENTION: list_letters.attention,
    View.THREAD: ticket_letters.thread,
    View.HISTORY: ticket_letters.history_page,
    View.STAFF: member_letters.team,
    View.MEMBER: member_letters.one,
    View.TOPICS: member_letters.topics,
    View.SHIFTS: member_letters.week,
    View.SHIFT_ASK: member_letters.ask,
    View.ASK: ask_colleague.whom,
    View.HEARING: staff_notifications.switches,
    View.LINK: team_letters.link,
    View.HAND: team_letters.hand,
    View.WHICH: _which,
    View.CATEGORIES: topic_tree.topics,
    View.TOPIC: topic_screens.one,
    View.TOPIC_ASK: topic_screens.ask,
    View.REMINDER: list_letters.reminded,
    View.SURGE: list_letters.surge_of_requests,
    View.BLOCKED: team_letters.blocked,
    View.FAILED: team_letters.failed,
    View.AUDIT: team_letters.audited_page,
    View.SETTINGS: setting_letters.settings,
    View.SETTING_ASK: setting_letters.ask,
    View.TEXTS: text_screens.texts,
    View.TEXT_ASK: text_screens.ask,
    View.MENU: menu_screen.menu,
    View.MENU_TRIED: menu_screen.tried,
    View.MENU_DRAFT: menu_draft.menu_draft,
    View.MENU_ASK: menu_draft.ask,
    View.EVENTS: event_list.events,
    View.EARLIER: ticket_letters.earlier_filed,
    View.ALIKE: ticket_letters.those_alike,
    View.GROUP: ticket_letters.of_ticket(staff_group.new),
    View.ENDED: team_letters.ended,
    View.ANNOUNCED: team_letters.announced,
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
    View.SIGN_IN: asking_browsers.asking,
    View.SYSTEMS: system_screens.listed,
    View.SYSTEM_ASK: system_screens.ask,
    View.WEBHOOKS: webhook_screens.listed,
}
_FOR_STAFF = frozenset({
    View.PANEL, View.SIGN_IN,
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
