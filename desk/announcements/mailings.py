"""Verbs of admins about mailings: drafted, aimed, begun, stopped. Knows no door; `sending` writes to people."""

from sqlalchemy import select

from db.models import Mailing
from desk import Desk, Outdated, Refused, audit
from desk.announcements import audience
from desk.announcements.audience import Audience
from desk.i18n import LANGUAGES
from desk.text import RichText, count_units, is_blank
from desk.topics import tree

LONGEST = 3500
"""UTF-16 units of its text, so that with what stands under it it is one message (Bot API, sendMessage: 4,096)."""
DRAFT, SENDING, SENT, STOPPED, DROPPED = "draft", "sending", "sent", "stopped", "dropped"


async def draft(desk: Desk, words: RichText) -> int:
    """A mailing that nobody has got; its id. Raises NotAllowed, Refused for what is no text or too long."""
    await desk.require_admin("only-admins")
    if all(is_blank(char) for char in words.text):
        raise Refused("mailing-empty")
    if count_units(words.text) > LONGEST:
        raise Refused("mailing-too-long", most=LONGEST, n=count_units(words.text))
    made = Mailing(author_id=desk.me().id, text=words.text, entities=words.dump(), created_at=desk.now)
    desk.session.add(made)
    await desk.session.flush()
    return made.id


async def aim(desk: Desk, mailing_id: int, to: Audience) -> None:
    """Whom a draft is for, from now on. Raises NotAllowed, Outdated for what is no draft any more or names what is
    gone."""
    mailing = await _locked(desk, mailing_id, DRAFT)
    if to.language not in (None, *LANGUAGES):
        raise Outdated
    if to.event_id is not None and to.event_id not in {event.id for event in desk.rules.events}:
        raise Outdated
    if to.category_id is not None and await tree.topic(desk.session, to.category_id) is None:
        raise Outdated
    mailing.language, mailing.event_id, mailing.category_id = to.language, to.event_id, to.category_id


async def begin(desk: Desk, mailing_id: int) -> int:
    """Send it to those it is for, as they are now; how many. Raises NotAllowed, Outdated, Refused for nobody."""
    mailing = await _locked(desk, mailing_id, DRAFT)
    chosen = await audience.choose(desk.session, mailing, desk.rules)
    if not chosen:
        raise Refused("mailing-nobody")
    mailing.state, mailing.receivers, mailing.started_at, mailing.next_at = SENDING, chosen, desk.now, desk.now
    audit.record(desk, "mailing-begun", f"mailing:{mailing.id}", None, str(chosen))
    return chosen


async def stop(desk: Desk, mailing_id: int) -> None:
    """Nobody gets it any more who has not got it yet. Raises NotAllowed, Outdated for one that is not under way."""
    mailing = await _locked(desk, mailing_id, SENDING)
    mailing.state, mailing.ended_at, mailing.next_at = STOPPED, desk.now, desk.now
    audit.record(desk, "mailing-stopped", f"mailing:{mailing.id}")


async def drop(desk: Desk, mailing_id: int) -> None:
    """A draft that is not to be sent. Raises NotAllowed, Outdated."""
    (await _locked(desk, mailing_id, DRAFT)).state = DROPPED


async def _locked(desk: Desk, mailing_id: int, state: str) -> Mailing:
    await desk.require_admin("only-admins")
    one = select(Mailing).where(Mailing.id == mailing_id).with_for_update()
    mailing = await desk.session.scalar(one.execution_options(populate_existing=True))
    if mailing is None or mailing.state != state:
        raise Outdated
    return mailing
