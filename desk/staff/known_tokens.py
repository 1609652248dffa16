"""Says which secrets of integrations somebody takes along who may manage them no more."""

from sqlalchemy import Text, cast, or_, select

from db.models import Integration, Person, Subscription
from desk import Desk, history
from desk.notifications import to_admins
from desk.outbox import Args

_GIVEN = ("system-made", "system-rotated", "system-restored")
_LONGEST = 500


async def tell_of_known_tokens(desk: Desk, person: Person) -> None:
    """Name to admins the integrations whose token the person was the last to be shown, or that send events to an
    address of theirs."""
    shown_to = history.select_last_actor("system:" + cast(Integration.id, Text), _GIVEN)
    sends = select(Subscription.id).where(
        Subscription.system_id == Integration.id, Subscription.made_by == person.id, Subscription.removed_at.is_(None)
    )
    known = select(Integration.name).where(Integration.revoked_at.is_(None), or_(shown_to == person.id, sends.exists()))
    if names := list(await desk.session.scalars(known.order_by(Integration.name))):
        args: Args = {"name": person.name, "systems": ", ".join(names)[:_LONGEST]}
        await to_admins.notify_admins(desk, "dismissed-tokens", args, but=(person.id,))
