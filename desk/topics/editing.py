"""Verbs of admins on the tree of topics: add, rename, move, remove, restore. Knows no channel.

One change at a time: names are unique in the whole tree, in every language, and checked under the lock of the settings.
Every process reads a change as it reads settings.
"""

from collections.abc import Mapping

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Category, History, Ticket
from desk import Desk, Locked, Refused, audit, history
from desk.admin_settings.changes import bump_settings_version
from desk.i18n import LANGUAGES, match_own_label
from desk.locked import MOST
from desk.outbox import jobs
from desk.people.display_names import clean_person_name
from desk.policy import FINISHED
from desk.policy.grants import Grant
from desk.tickets.fields import fold_topic_name, get_topic_name
from desk.topics import tree

LONGEST = 60
MOST_TOPICS = 200  # groups and topics together


async def add_category(
    desk: Desk,
    name: str,
    *,
    group: int | None = None,
    is_group: bool = False,
    names: Mapping[str, str] | None = None,
    keywords: tuple[str, ...] = (),
) -> int:
    """Add a topic or group and return its id; `name` in the desk's language, `names` in others. Raises NotAllowed,
    Refused for a name that is too long, empty or taken in any language."""
    await begin_change(desk)
    made = await add_row(desk, name, group=group, is_group=is_group, names=names, keywords=keywords)
    audit.record_action(desk, "category-added", f"category:{made.id}", None, made.name)
    return made.id


async def add_row(
    desk: Desk,
    name: str,
    *,
    group: int | None = None,
    is_group: bool = False,
    names: Mapping[str, str] | None = None,
    keywords: tuple[str, ...] = (),
) -> Category:
    """Add a row to the tree, without audit, once `begin_change` was called."""
    known = await tree.load_rows(desk.session)
    if len(known) >= MOST_TOPICS:
        raise Refused("topics-too-many", most=MOST_TOPICS)
    said = {language: check_name(one) for language, one in (names or {}).items()} | {
        desk.rules.locale: check_name(name)
    }
    for one in said.values():
        require_free(known, one)
    if group is not None:
        _group(known, group)
    made = Category(
        name=said[desk.rules.locale],
        folded=fold_topic_name(said[desk.rules.locale]),
        names=said,
        parent_id=group,
        is_group=is_group,
        position=_last(known, group),
        questions=[],
        keywords=list(keywords),
    )
    desk.session.add(made)
    await desk.session.flush()
    return made


async def rename_category(desk: Desk, category_id: int, name: str, language: str | None = None) -> str:
    """Rename a topic in a language (the desk's by default) and return its name; its tickets keep it. "-" removes a name
    that is not in the desk's language."""
    await begin_change(desk)
    known = await tree.load_rows(desk.session)
    one = find_topic(known, category_id)
    language = language or desk.rules.locale
    if language not in LANGUAGES:
        raise Refused("no-such-category")
    old = one.names.get(language) or (one.name if language == desk.rules.locale else None)
    if name.strip() == "-" and language == desk.rules.locale:
        raise Refused("category-name-long")
    if name.strip() == "-":
        one.names = {key: value for key, value in one.names.items() if key != language}
        _audit_rename(desk, one, language, old, None)
        return one.name
    new = check_name(name)
    require_free([other for other in known if other.id != category_id], new)
    one.names = {**one.names, language: new}
    if language == desk.rules.locale:
        one.name, one.folded = new, fold_topic_name(new)
        for ticket in await _tickets_in(desk, category_id):
            await jobs.request_compare(desk, ticket.id)
    _audit_rename(desk, one, language, old, new)
    return new


def _audit_rename(desk: Desk, one: Category, language: str, old: str | None, new: str | None) -> None:
    if old != new:
        action = "category-renamed" if language == desk.rules.locale else f"topic-name-{language}"
        audit.record_action(desk, action, f"category:{one.id}", old, new)


async def remove_category(desk: Desk, category_id: int) -> str:
    """Remove a topic and return its name; its label becomes a label of its open tickets. Raises Refused for a group
    with topics."""
    await begin_change(desk)
    one = await remove_row(desk, category_id)
    audit.record_action(desk, "category-removed", f"category:{category_id}", one.name)
    return one.name


async def remove_row(desk: Desk, category_id: int) -> Category:
    """Remove a row from the tree, without audit, once `begin_change` was called."""
    known = await tree.load_rows(desk.session)
    one = find_topic(known, category_id)
    if any(other.parent_id == category_id for other in known):
        raise Refused("topic-group-holds")
    one.removed_at = desk.now
    label = get_topic_name(one, desk.rules.locale)
    for ticket in await _tickets_in(desk, category_id):
        desk.record(ticket, history.CATEGORY, one.name, None, old_id=one.id)
        ticket.category_id, ticket.category_guessed, ticket.category_words = None, False, []
        ticket.tags = [*ticket.tags, label]
        ticket.labels_at = desk.now
        await jobs.request_compare(desk, ticket.id)
    await desk.session.flush()
    return one


async def restore_category(desk: Desk, category_id: int) -> str:
    """Undo a removal and return the name. Its open tickets get it back unless another topic was chosen since. Raises
    Refused if the name is taken by now."""
    await begin_change(desk)
    known = await tree.load_rows(desk.session)
    one = await desk.session.get(Category, category_id, populate_existing=True) if 0 < category_id < MOST else None
    if one is None or one.removed_at is None:
        raise Refused("no-such-category")
    for name in {one.name, *one.names.values()}:
        require_free(known, name)
    removed, one.removed_at = one.removed_at, None
    if not any(other.id == one.parent_id for other in known):
        one.parent_id = None
    audit.record_action(desk, "topic-restored", f"category:{category_id}", None, one.name)
    for ticket in await _find_tickets_that_lost(desk, one, removed):
        desk.record(ticket, history.CATEGORY, None, one.name, new_id=one.id)
        ticket.category_id, ticket.labels_at = one.id, desk.now
        ticket.tags = [tag for tag in ticket.tags if fold_topic_name(tag) != one.folded]
        await jobs.request_compare(desk, ticket.id)
    return one.name


async def _find_tickets_that_lost(desk: Desk, one: Category, removed: object) -> list[Locked]:
    lost = exists().where(
        History.ticket_id == Ticket.id,
        History.field == history.CATEGORY,
        History.old_id == one.id,
        History.new_id.is_(None),
        History.at == removed,
    )
    return await desk.lock_all(select(Ticket).where(lost, Ticket.category_id.is_(None), Ticket.status.not_in(FINISHED)))


async def move_to_group(desk: Desk, category_id: int, group: int | None) -> None:
    """Move a topic into a group; None puts it outside all groups."""
    await begin_change(desk)
    known = await tree.load_rows(desk.session)
    one = find_topic(known, category_id)
    if one.is_group:
        raise Refused("topic-group-in-group")
    new = _group(known, group).name if group is not None else None
    if one.parent_id != group:
        old = find_topic(known, one.parent_id).name if one.parent_id is not None else None
        one.parent_id, one.position = group, _last(known, group)
        audit.record_action(desk, "topic-group", f"category:{category_id}", old, new)


async def move_up(desk: Desk, category_id: int) -> None:
    """Move a topic up by one place among its neighbours."""
    await begin_change(desk)
    known = await tree.load_rows(desk.session)
    one = find_topic(known, category_id)
    beside = [other for other in known if other.parent_id == one.parent_id]
    at = beside.index(one)
    if at == 0:
        return
    beside[at - 1 : at + 1] = [one, beside[at - 1]]
    for place, other in enumerate(beside):
        other.position = place
    audit.record_action(desk, "topic-moved", f"category:{category_id}", str(at + 1), str(at))


async def begin_change(desk: Desk) -> None:
    """Begin an admin's change of the tree, and keep out others until it ends. Raises NotAllowed."""
    await desk.require_grant(Grant.TOPICS)
    await bump_settings_version(desk)


async def begin_change_of(desk: Desk, category_id: int, seen: int) -> None:
    """Begin a change of a topic that the admin saw at version `seen`; nobody changes it until the unit of work ends.
    Raises NotAllowed, Refused if it was changed since."""
    await begin_change(desk)
    if await find_version(desk.session, category_id) != seen:
        raise Refused("edited-meanwhile")


async def find_version(session: AsyncSession, category_id: int) -> int:
    """Return the number of a topic's last change."""
    return await audit.find_newest_id(session, f"category:{category_id}")


def find_topic(known: list[Category], category_id: int | None) -> Category:
    """Return the topic; raises Refused if it does not exist."""
    for one in known:
        if one.id == category_id:
            return one
    raise Refused("no-such-category")


def _group(known: list[Category], category_id: int) -> Category:
    one = find_topic(known, category_id)
    if not one.is_group:
        raise Refused("topic-no-group")
    return one


def _last(known: list[Category], group: int | None) -> int:
    return max((one.position for one in known if one.parent_id == group), default=-1) + 1


async def _tickets_in(desk: Desk, category_id: int) -> list[Locked]:
    """Return open tickets of the topic, locked."""
    query = select(Ticket).where(Ticket.category_id == category_id, Ticket.status.not_in(FINISHED))
    return await desk.lock_all(query)


def require_free(known: list[Category], name: str) -> None:
    """Raise Refused if a topic has that name in any language."""
    for one in known:
        if fold_topic_name(name) in {one.folded, *(fold_topic_name(other) for other in one.names.values())}:
            raise Refused("category-taken")


def check_name(name: str) -> str:
    """Return a valid name; raises Refused."""
    made = " ".join(name.split())
    if not 1 <= len(made) <= LONGEST or not clean_person_name(made):
        raise Refused("category-name-long")
    if match_own_label(made) is not None:
        raise Refused("category-own")
    return made
