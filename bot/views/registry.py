"""From a letter to its view: which read model, which face. None: not for this reader, or nothing to show."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.features.announcements import screens as mailings
from bot.features.ask_colleague import screens as ask_colleague
from bot.features.canned import screens_prepared_answer as prepared_answer
from bot.features.canned import screens_replies as canned_replies
from bot.features.canned import screens_similar_tickets as similar_tickets
from bot.features.events import screens_list as event_list
from bot.features.integrations import screens_systems as system_screens
from bot.features.integrations import screens_webhooks as webhook_screens
from bot.features.knowledge import screens_article as article
from bot.features.knowledge import screens_gaps as gaps
from bot.features.knowledge import screens_list as shelf
from bot.features.lists import screens as list_letters
from bot.features.menu import screens_draft as menu_draft
from bot.features.menu import screens_menu as menu_screen
from bot.features.notifications import screens_requester as requester_notifications
from bot.features.notifications import screens_staff as staff_notifications
from bot.features.panel import screens_sessions as panel_sessions
from bot.features.panel import screens_sign_in as asking_browsers
from bot.features.problems import screens as known_problems
from bot.features.requests import screens_low_rating as low_mark
from bot.features.requests import screens_resolution as resolution
from bot.features.settings import screens as setting_letters
from bot.features.staff_group import screens as staff_group
from bot.features.stats import screens_result as ready
from bot.features.suggestions import screens_presets as presets
from bot.features.summaries import screens as briefing
from bot.features.team import screens_members as member_letters
from bot.features.team import screens_team as team_letters
from bot.features.text_overrides import screens as text_screens
from bot.features.ticket import screens as ticket_letters
from bot.features.ticket import screens_entries as entries
from bot.features.topics import screens_topic as topic_screens
from bot.features.topics import screens_tree as topic_tree
from bot.views import compose, reply_targets
from bot.views import questions as which
from bot.views.reader import NOTHING_AHEAD, Prefetched, Reader
from bot.views.rendered import Rendered, RenderedButton, Row, Style
from db.models import Person, Role
from desk import DeskSettings
from desk.i18n import Arg, choose_language
from desk.i18n.formats import format_args
from desk.outbox import Args, Button, Relay, ReportReady, Say, Show
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
    reader = Reader(session, viewer, choose_language(viewer, settings.locale), now, settings, bot_id, ahead)
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
    spec = VIEWS[letter.view]
    if (spec.role is AGENT and not reader.is_staff) or (spec.role is ADMIN and not reader.is_admin):
        return None
    rendered = await spec.make(reader, letter)
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
    given = format_args(reader.language, args, now=reader.now, zone=reader.settings.timezone)
    for name in keyed:
        given[name] = reader.say(str(args[name]), **given)
    return given


def _buttons(reader: Reader, rows: tuple[tuple[Button, ...], ...]) -> tuple[Row, ...]:
    """The letter's buttons with their labels."""
    return tuple(tuple(_button(reader, button) for button in row) for row in rows)


def _button(reader: Reader, button: Button) -> RenderedButton:
    style = Style(button.style) if button.style else None
    return RenderedButton(reader.say(button.label, **_args(reader, button.args)), button.data, button.url, style)


AGENT, ADMIN = Role.AGENT, Role.ADMIN


@dataclass(frozen=True, slots=True)
class ViewSpec:
    """How a view is made, and who may see it: anybody, or from `role` on. `is_list`: over as many rows as there are,
    which may take long; `asks`: a question that a press of staff's brings; `folds`: it shows a few of its buttons at a
    time, and an edit keeps those."""

    make: Callable[[Reader, Show], Awaitable[Rendered | None]]
    role: Role = Role.REQUESTER
    is_list: bool = False
    asks: bool = False
    folds: bool = False


async def _which(reader: Reader, letter: Show) -> Rendered | None:
    asked = await questions.question(reader.session, letter.question_id or 0, reader.person)
    return which.which(reader, asked) if asked else None


VIEWS: dict[str, ViewSpec] = {
    "receipt": ViewSpec(ticket_letters.receipt_with_offers, folds=True),
    "card": ViewSpec(ticket_letters.card, folds=True),
    "open": ViewSpec(ticket_letters.opened, folds=True),
    "resolved": ViewSpec(ticket_letters.of_ticket(resolution.resolved, history=True)),
    "state": ViewSpec(ticket_letters.state),
    "list": ViewSpec(list_letters.own, is_list=True),
    "queue": ViewSpec(list_letters.queue, AGENT, is_list=True),
    "mine": ViewSpec(list_letters.mine, AGENT, is_list=True),
    "found": ViewSpec(list_letters.found, AGENT, is_list=True),
    "news": ViewSpec(requester_notifications.switches),
    "digest": ViewSpec(requester_notifications.digest),
    "all": ViewSpec(list_letters.every, AGENT, is_list=True),
    "attention": ViewSpec(list_letters.attention, AGENT, is_list=True),
    "thread": ViewSpec(ticket_letters.thread, is_list=True),
    "history": ViewSpec(ticket_letters.history_page),
    "staff": ViewSpec(member_letters.team, ADMIN, is_list=True),
    "member": ViewSpec(member_letters.one, ADMIN),
    "topics": ViewSpec(member_letters.topics, AGENT),
    "shifts": ViewSpec(member_letters.week, AGENT),
    "shift_ask": ViewSpec(member_letters.ask, AGENT, asks=True),
    "ask": ViewSpec(ask_colleague.whom, AGENT),
    "hearing": ViewSpec(staff_notifications.switches, AGENT),
    "link": ViewSpec(team_letters.link, AGENT),
    "hand": ViewSpec(team_letters.hand, AGENT, asks=True),
    "which": ViewSpec(_which),
    "categories": ViewSpec(topic_tree.topics, AGENT),
    "topic": ViewSpec(topic_screens.one, ADMIN),
    "topic_ask": ViewSpec(topic_screens.ask, ADMIN, asks=True),
    "reminder": ViewSpec(list_letters.reminded),
    "surge": ViewSpec(list_letters.surge_of_requests, AGENT),
    "blocked": ViewSpec(team_letters.blocked, AGENT, is_list=True),
    "failed": ViewSpec(team_letters.failed, ADMIN, is_list=True),
    "audit": ViewSpec(team_letters.audited_page, ADMIN, is_list=True),
    "settings": ViewSpec(setting_letters.settings, ADMIN),
    "setting_ask": ViewSpec(setting_letters.ask, ADMIN, asks=True),
    "texts": ViewSpec(text_screens.texts, ADMIN),
    "text_ask": ViewSpec(text_screens.ask, ADMIN, asks=True),
    "menu": ViewSpec(menu_screen.menu),
    "menu_tried": ViewSpec(menu_screen.tried, ADMIN),
    "menu_draft": ViewSpec(menu_draft.menu_draft, ADMIN),
    "menu_ask": ViewSpec(menu_draft.ask, ADMIN, asks=True),
    "events": ViewSpec(event_list.events, AGENT),
    "earlier": ViewSpec(ticket_letters.earlier_filed, AGENT),
    "alike": ViewSpec(ticket_letters.those_alike, AGENT),
    "group": ViewSpec(ticket_letters.of_ticket(staff_group.new)),
    "ended": ViewSpec(team_letters.ended),
    "announced": ViewSpec(team_letters.announced),
    "article": ViewSpec(article.article),
    "articles": ViewSpec(shelf.articles),
    "article_ask": ViewSpec(article.ask, AGENT, asks=True),
    "article_topics": ViewSpec(article.topics, AGENT),
    "article_versions": ViewSpec(article.versions, AGENT),
    "article_gaps": ViewSpec(gaps.missing, AGENT),
    "low_mark": ViewSpec(low_mark.few, AGENT),
    "briefing": ViewSpec(briefing.briefing),
    "replies": ViewSpec(canned_replies.replies, AGENT),
    "reply_ask": ViewSpec(canned_replies.ask, AGENT, asks=True),
    "canned": ViewSpec(canned_replies.to_choose, AGENT),
    "similar": ViewSpec(similar_tickets.similar, AGENT),
    "prepared": ViewSpec(prepared_answer.prepared, AGENT),
    "presets": ViewSpec(presets.presets, ADMIN),
    "preset": ViewSpec(presets.preset, ADMIN),
    "preset_ask": ViewSpec(presets.ask, ADMIN, asks=True),
    "problems": ViewSpec(known_problems.problems, AGENT),
    "problem": ViewSpec(known_problems.problem, AGENT),
    "problem_ask": ViewSpec(known_problems.ask, ADMIN, asks=True),
    "mailings": ViewSpec(mailings.mailings, ADMIN),
    "mailing": ViewSpec(mailings.mailing, ADMIN),
    "mailed": ViewSpec(mailings.mailed),
    "panel": ViewSpec(panel_sessions.panel, AGENT),
    "sign_in": ViewSpec(asking_browsers.asking, AGENT),
    "systems": ViewSpec(system_screens.listed, ADMIN),
    "system_ask": ViewSpec(system_screens.ask, ADMIN, asks=True),
    "webhooks": ViewSpec(webhook_screens.listed, ADMIN),
}
