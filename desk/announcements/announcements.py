"""Verbs of admins on announcements: draft, choose the audience, begin, stop. Knows no channel; `sending` delivers
them."""

from sqlalchemy import select

from db.models import Announcement
from desk import Desk, Outdated, Refused, audit
from desk.announcements import audience
from desk.announcements.audience import Audience
from desk.i18n import LANGUAGES
from desk.policy.grants import Grant
from desk.text import RichText, count_units, is_blank
from desk.topics import tree

LONGEST = 3500
"""UTF-16 units of the text, so that it fits one message with the lines below it (Bot API, sendMessage: 4,096)."""
DRAFT, SENDING, SENT, STOPPED, DROPPED = "draft", "sending", "sent", "stopped", "dropped"


async def draft_announcement(desk: Desk, words: RichText) -> int:
    """Create an announcement that is not sent yet; return its id. Raises NotAllowed, Refused for an empty or too long
    text."""
    await desk.require_grant(Grant.MAILINGS)
    if all(is_blank(char) for char in words.text):
        raise Refused("mailing-empty")
    if count_units(words.text) > LONGEST:
        raise Refused("mailing-too-long", most=LONGEST, n=count_units(words.text))
    made = Announcement(author_id=desk.require_actor().id, text=words.text, entities=words.dump(), created_at=desk.now)
    desk.session.add(made)
    await desk.session.flush()
    return made.id


async def set_audience(desk: Desk, mailing_id: int, to: Audience) -> None:
    """Set the audience of a draft. Raises NotAllowed, Outdated if it is no draft any more or names something that is
    gone."""
    mailing = await _lock(desk, mailing_id, DRAFT)
    if to.language not in (None, *LANGUAGES):
        raise Outdated
    if to.event_id is not None and to.event_id not in {event.id for event in desk.rules.events}:
        raise Outdated
    if to.category_id is not None and await tree.find_topic(desk.session, to.category_id) is None:
        raise Outdated
    mailing.language, mailing.event_id, mailing.category_id = to.language, to.event_id, to.category_id


async def begin_sending(desk: Desk, mailing_id: int) -> int:
    """Send it to its audience as it is now; return how many. Raises NotAllowed, Outdated, Refused for an empty
    audience."""
    mailing = await _lock(desk, mailing_id, DRAFT)
    chosen = await audience.store_receivers(desk.session, mailing, desk.rules)
    if not chosen:
        raise Refused("mailing-nobody")
    mailing.state, mailing.receivers, mailing.started_at, mailing.next_at = SENDING, chosen, desk.now, desk.now
    audit.record_action(desk, "mailing-begun", f"mailing:{mailing.id}", None, str(chosen))
    return chosen


async def stop_sending(desk: Desk, mailing_id: int) -> None:
    """Stop it for all who have not got it yet. Raises NotAllowed, Outdated if it is not under way."""
    mailing = await _lock(desk, mailing_id, SENDING)
    mailing.state, mailing.ended_at, mailing.next_at = STOPPED, desk.now, desk.now
    audit.record_action(desk, "mailing-stopped", f"mailing:{mailing.id}")


async def discard_draft(desk: Desk, mailing_id: int) -> None:
    """Discard a draft. Raises NotAllowed, Outdated."""
    (await _lock(desk, mailing_id, DRAFT)).state = DROPPED


async def _lock(desk: Desk, mailing_id: int, state: str) -> Announcement:
    await desk.require_grant(Grant.MAILINGS)
    one = select(Announcement).where(Announcement.id == mailing_id).with_for_update()
    mailing = await desk.session.scalar(one.execution_options(populate_existing=True))
    if mailing is None or mailing.state != state:
        raise Outdated
    return mailing
