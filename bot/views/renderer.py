"""Renders a letter for one reader: finds its view and adds what all views share."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.feature import ViewSpec
from bot.features.registry import BUTTON_GRANTS, LETTERS, drop_refused_buttons, find_view
from bot.views import compose, letter_buttons, shown_messages
from bot.views.reader import NOTHING_AHEAD, Prefetched, Reader, Rendered
from db.models import Person, Role
from desk import DeskSettings
from desk.i18n import choose_language
from desk.outbox import Relay, ReportReady, Say, Show
from desk.policy.permissions import get_grants

_OF_BUTTONS = frozenset(BUTTON_GRANTS.values())


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
    """Return the letter as `viewer` is to read it now; None if they may not see it (any more), or there is nothing to
    say."""
    reader = Reader(session, viewer, choose_language(viewer, settings.locale), now, settings, bot_id, ahead)
    rendered = await _render_letter(reader, letter)
    grants = get_grants(viewer)
    if rendered is None or not rendered.buttons or not reader.is_staff or grants >= _OF_BUTTONS:
        return rendered
    return replace(rendered, buttons=drop_refused_buttons(rendered.buttons, grants))


async def _render_letter(reader: Reader, letter: Say | Show | Relay | ReportReady) -> Rendered | None:
    if isinstance(letter, Say):
        return await _render_line(reader, letter)
    if isinstance(letter, Show):
        return await _render_view(reader, letter)
    return await LETTERS[type(letter)](reader, letter)


async def _render_view(reader: Reader, letter: Show) -> Rendered | None:
    spec = find_view(letter)
    if spec is None or not _may_see(reader, spec):
        return None
    rendered = await spec.make(reader, letter)
    if rendered is None:
        return None
    if letter.note:
        above = reader.say_rich(letter.note, **letter.note_args)
        rendered = replace(rendered, words=compose.join([above, rendered.words], "\n\n"))
    reply_to = letter.reply_to_message or await shown_messages.find_entry_message(reader, letter.reply_to_entry)
    return replace(
        rendered,
        reply_to=rendered.reply_to if reply_to is None else reply_to,
        question_id=rendered.question_id or letter.question_id,
    )


def _may_see(reader: Reader, spec: ViewSpec) -> bool:
    if spec.grant is not None:
        return reader.may(spec.grant)
    return spec.role is Role.REQUESTER or reader.is_staff


async def _render_line(reader: Reader, letter: Say) -> Rendered | None:
    """Return a line of the desk; None if it is for staff and the reader no longer is."""
    if letter.staff_only and not reader.is_staff:
        return None
    reply_to = letter.reply_to_message
    if reply_to is None:
        reply_to = await shown_messages.find_entry_message(reader, letter.reply_to_entry)
    return Rendered(
        reader.say_rich(letter.key, **letter_buttons.format_letter_args(reader, letter.args, letter.keyed)),
        letter_buttons.make_letter_buttons(reader, letter.buttons, letter.args),
        reply_to=reply_to,
        only_to=letter.only_to,
        question_id=letter.question_id,
        keys=tuple(reader.say(key) for key in letter.keys),
        drop_keys=letter.drop_keys,
    )
