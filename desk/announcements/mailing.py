"""Announcements: one text to many requesters, once to each, in the lowest lane. Admins can stop one, and receivers can
switch them off.

Verbs of admins on announcements: draft, choose the audience, begin or schedule, stop. Knows no channel; `sending`
delivers them.
"""

from datetime import datetime, timedelta

from db.models import (
    Announcement,
)
from desk import Desk, EditConflict, Outdated, Refused, history
from desk.announcements.receivers import (
    Audience,
    store_receivers,
)
from desk.i18n import LANGUAGES
from desk.knowledge import markdown_files
from desk.outbox import Show, letters
from desk.policy.permissions import Grant
from desk.staff.who_is_there import filter_granted, list_team
from desk.text import RichText, count_units, is_blank
from desk.text.edited_field import EditedField
from desk.topics import editing

LONGEST = 3500
"""UTF-16 units of the text, so that it fits one message with the lines below it (Bot API, sendMessage: 4,096)."""
DRAFT, SCHEDULED, SENDING, SENT, STOPPED, DROPPED = "draft", "scheduled", "sending", "sent", "stopped", "dropped"
FARTHEST = timedelta(days=366)
"""The latest moment that an announcement can be scheduled for."""
_TEXT = "text"


async def draft_announcement(desk: Desk, words: RichText) -> int:
    """Create an announcement that is not sent yet; return its id. Raises NotAllowed, Refused for an empty or too long
    text."""
    await desk.require_grant(Grant.MAILINGS)
    _check_words(words)
    made = Announcement(author_id=desk.require_actor().id, text=words.text, entities=words.dump(), created_at=desk.now)
    desk.session.add(made)
    await desk.session.flush()
    return made.id


def read_field(typed: str) -> RichText:
    """Return the text of a field, typed as Markdown."""
    return markdown_files.read_field(typed.strip())


def write_field(words: RichText) -> str:
    """Return the text as its field is filled."""
    return markdown_files.write_markdown(words)


async def change_from_field(desk: Desk, mailing_id: int, wanted: EditedField) -> None:
    """Change the text of a draft from a field of a form. Raises NotAllowed, Outdated, Refused, EditConflict."""
    mailing = await _lock(desk, mailing_id, DRAFT)
    if wanted.has_clash(write_field(RichText.load(mailing.text, mailing.entities))):
        raise EditConflict({_TEXT}, {_TEXT})
    if wanted.is_touched:
        words = read_field(wanted.typed)
        _check_words(words)
        mailing.text, mailing.entities = words.text, words.dump()
        await _update_screens(desk, mailing.id)


async def set_audience(desk: Desk, mailing_id: int, to: Audience) -> None:
    """Set the audience of a draft. Raises NotAllowed, Outdated if it is no draft any more or names something that is
    gone."""
    mailing = await _lock(desk, mailing_id, DRAFT)
    if to.language not in (None, *LANGUAGES):
        raise Outdated
    if to.event_id is not None and to.event_id not in {event.id for event in desk.rules.events}:
        raise Outdated
    if to.category_id is not None and await editing.find_topic_of_tree(desk.session, to.category_id) is None:
        raise Outdated
    if Audience.of(mailing) != to:
        mailing.language, mailing.event_id, mailing.category_id = to.language, to.event_id, to.category_id
        await _update_screens(desk, mailing.id)


async def begin_sending(desk: Desk, mailing_id: int) -> int:
    """Send it to its audience as it is now; return how many. Raises NotAllowed, Outdated, Refused for an empty
    audience."""
    mailing = await _lock(desk, mailing_id, DRAFT)
    chosen = await store_receivers(desk.session, mailing, desk.rules)
    if not chosen:
        raise Refused("mailing-nobody")
    mailing.state, mailing.receivers, mailing.started_at, mailing.next_at = SENDING, chosen, desk.now, desk.now
    history.record_action(desk, "mailing-begun", f"mailing:{mailing.id}", None, str(chosen))
    return chosen


async def schedule_sending(desk: Desk, mailing_id: int, at: datetime) -> None:
    """Send it at that moment to its audience as it is then. Raises NotAllowed, Outdated, Refused for a moment that is
    past or too far ahead."""
    mailing = await _lock(desk, mailing_id, DRAFT)
    if not desk.now < at <= desk.now + FARTHEST:
        raise Refused("mailing-moment-wrong")
    mailing.state, mailing.next_at = SCHEDULED, at
    history.record_action(desk, "mailing-scheduled", f"mailing:{mailing.id}")


async def stop_sending(desk: Desk, mailing_id: int) -> None:
    """Stop it for all who have not got it yet; one that is scheduled is a draft again. Raises NotAllowed, Outdated if
    it is not under way."""
    mailing = await _lock(desk, mailing_id, SENDING, SCHEDULED)
    if mailing.state == SCHEDULED:
        mailing.state, mailing.next_at = DRAFT, None
    else:
        mailing.state, mailing.ended_at, mailing.next_at = STOPPED, desk.now, desk.now
    history.record_action(desk, "mailing-stopped", f"mailing:{mailing.id}")


async def discard_draft(desk: Desk, mailing_id: int) -> None:
    """Discard a draft. Raises NotAllowed, Outdated."""
    (await _lock(desk, mailing_id, DRAFT)).state = DROPPED


async def _update_screens(desk: Desk, mailing_id: int) -> None:
    """Let whoever has the draft open see what its buttons would send, and to whom."""
    for person in filter_granted(await list_team(desk.session), Grant.MAILINGS):
        for view, find in (("mailed", "got"), ("mailing", None)):
            shown = Show(view, slot=f"{view}:{mailing_id}", find=find, only_edit=True)
            letters.queue_letter(desk.session, person.id, shown, now=desk.now)


def _check_words(words: RichText) -> None:
    if all(is_blank(char) for char in words.text):
        raise Refused("mailing-empty")
    if count_units(words.text) > LONGEST:
        raise Refused("mailing-too-long", most=LONGEST, n=count_units(words.text))


async def _lock(desk: Desk, mailing_id: int, *states: str) -> Announcement:
    await desk.require_grant(Grant.MAILINGS)
    mailing = await desk.session.get(Announcement, mailing_id, with_for_update=True, populate_existing=True)
    if mailing is None or mailing.state not in states:
        raise Outdated
    return mailing
