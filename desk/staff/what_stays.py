"""Tells colleagues what goes on after somebody has lost the right to it: integrations whose secrets they know,
announcements that are still to be sent."""

from collections.abc import Collection

from sqlalchemy import ScalarSelect, Text, cast, or_, select

from db.models import Announcement, Integration, Person, Subscription
from desk import Desk, history
from desk.notifications import notifier, to_admins
from desk.outbox import Args, Say, make_press
from desk.policy.permissions import Grant
from desk.staff.who_is_there import filter_granted, list_team
from desk.text import shorten_line

_GIVEN = ("system-made", "system-rotated", "system-restored")
_LONGEST, _LINE, _LABEL = 500, 60, 20


async def tell_what_stays(desk: Desk, person: Person, lost: Collection[Grant]) -> None:
    """Tell colleagues who can stop it what goes on after the person has lost these rights. A token that they know may
    have any of them."""
    if lost:
        await _tell_of_known_tokens(desk, person)
    if Grant.MAILINGS in lost:
        await _tell_of_announcements(desk, person)


def select_token_reader() -> ScalarSelect[int | None]:
    """Select who was the last to be shown the token of an integration of the statement around."""
    return history.select_last_actor("system:" + cast(Integration.id, Text), _GIVEN)


async def _tell_of_known_tokens(desk: Desk, person: Person) -> None:
    """Name to admins the integrations whose token the person was the last to be shown, or that send events to an
    address of theirs."""
    sends = select(Subscription.id).where(
        Subscription.system_id == Integration.id, Subscription.made_by == person.id, Subscription.removed_at.is_(None)
    )
    known = select(Integration.name).where(
        Integration.revoked_at.is_(None), or_(select_token_reader() == person.id, sends.exists())
    )
    if names := list(await desk.session.scalars(known.order_by(Integration.name))):
        args: Args = {"name": person.name, "systems": ", ".join(names)[:_LONGEST]}
        await to_admins.notify_admins(desk, "dismissed-tokens", args, but=(person.id,))


async def _tell_of_announcements(desk: Desk, person: Person) -> None:
    """Show each announcement that is still to be sent, with the button that stops it, to all who may send some."""
    is_to_go = Announcement.state.in_(("scheduled", "sending"))
    theirs = select(Announcement).where(Announcement.author_id == person.id, is_to_go)
    others = [one for one in filter_granted(await list_team(desk.session), Grant.MAILINGS) if one.id != person.id]
    for mailing in await desk.session.scalars(theirs.order_by(Announcement.id)):
        stop = make_press(
            "btn-mailing-stop", "mailing_stop", mailing.id, args={"words": shorten_line(mailing.text, _LABEL)}
        )
        args: Args = {"name": person.name, "words": shorten_line(mailing.text, _LINE)}
        said = Say("mailing-stays", args, ((stop,),), slot=f"mailing:{mailing.id}", staff_only=True)
        for other in others:
            notifier.post_letter(desk, other, said)
