"""The verb that stores a person's consent to the terms; what waited for it becomes a request."""

from desk import Desk, Outdated
from desk.people.person_locks import take_turn
from desk.requests import drafts


async def give_consent(desk: Desk, version: int) -> int | None:
    """Store that the actor agrees to that version, and file their draft; return its number. Raises Outdated for another
    version than today's."""
    await take_turn(desk.session, desk.require_actor().id)
    await desk.refresh_actor()
    me = desk.require_actor()
    if version != desk.rules.privacy.consent:
        raise Outdated
    if me.consent_version != version:
        me.consent_version, me.consent_at = version, desk.now
        await desk.session.flush()
    filed = await drafts.file_gathering(desk)
    return filed.number if filed is not None else None
