"""Tells admins at once of a phone number that comes to another contact than the person who registered with it."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import Row, text

from desk import Desk
from desk.notifications import to_admins
from desk.outbox import Args

_MOST_LINES = 3
_ALIKE = 0.8
_HOLDERS = text("""
select c.name as contact, o.name as organization, p.name as person, f.full_name, a.names as access,
  array(select k.name from memberships m join contacts k on k.id = m.contact_id
    where m.person_id = f.person_id and k.id <> c.id) as contacts
from contacts c
join organizations o on o.id = c.organization_id
join profiles f on f.phone = c.phone and f.registered_at is not null
join people p on p.id = f.person_id
join lateral (
  select string_agg(g.name, ', ' order by m.id) as names from memberships m
  join organizations g on g.id = m.organization_id where m.person_id = f.person_id and m.ended_at is null
) a on a.names is not null
where c.id = any(:contacts) and c.removed_at is null order by c.id, f.person_id
""")


async def tell_of_moved_numbers(desk: Desk, contacts: Sequence[int], *, known_as: str = "") -> None:
    """Tell admins which of these contacts, new or with a new number or name, have a number that somebody of another
    name registered with. `known_as`: the name that the contact with this number had before."""
    if not contacts or not desk.rules.organizations.enabled:
        return
    await desk.session.flush()
    holders = (await desk.session.execute(_HOLDERS, {"contacts": list(contacts)})).all()
    moved = [one for one in holders if not _is_same_person(one, known_as)]
    for one in moved[:_MOST_LINES]:
        args: Args = {"person": one.person, "contact": one.contact, "organization": one.organization}
        await to_admins.notify_admins(desk, "contact-number-moved", {**args, "access": one.access})
    if len(moved) > _MOST_LINES:
        await to_admins.notify_admins(desk, "contact-numbers-moved", {"n": len(moved) - _MOST_LINES})


def _is_same_person(holder: Row[Any], known_as: str) -> bool:
    """Return True if the contact has a name of the person who registered with the number, but for a few letters."""
    names = (holder.person, holder.full_name, known_as, *holder.contacts)
    return any(_is_same_name(holder.contact, name) for name in names if name)


def _is_same_name(first: str, second: str) -> bool:
    words, others = (sorted(name.casefold().split()) for name in (first, second))
    if set(words) <= set(others) or set(others) <= set(words):
        return True
    return SequenceMatcher(None, " ".join(words), " ".join(others)).ratio() >= _ALIKE
