"""Verbs of admins on the tree of topics: add, rename, move, remove, restore. Knows no channel.

One change at a time: names are unique in the whole tree, in every language, and checked under the lock of the settings.
Every process reads a change as it reads settings.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Category, History, Ticket
from desk import Desk, DeskSettings, Locked, Refused, history
from desk.admin_settings.changes import bump_settings_version
from desk.i18n import LANGUAGES, match_own_label
from desk.locked import MOST
from desk.outbox import jobs
from desk.people.names import clean_person_name
from desk.policy.permissions import Grant
from desk.text import clean_text
from desk.tickets.topic_names import fold_topic_name, get_topic_name
from desk.topics import keywords as topic_keywords
from desk.topics import questions
from desk.topics.keywords import KeywordsWrongError
from desk.topics.questions import QuestionWrongError


@dataclass(frozen=True, slots=True)
class TopicInfo:
    """A topic or a group; `name` in the desk's language, `names` by language. `questions` as they are stored: each with
    `key`, and `text` by language; `examples`: a good request, by language."""

    id: int
    name: str
    names: Mapping[str, str]
    parent_id: int | None
    is_group: bool
    first_priority: int | None
    keywords: tuple[str, ...]
    questions: tuple[Mapping[str, Any], ...]
    examples: Mapping[str, str] = field(default_factory=dict)
    no_assist: bool = False

    def get_name(self, language: str) -> str:
        """Return its name in a language, or the desk's own if it has none."""
        return self.names.get(language) or self.name


def sort_rows(rows: Sequence[Category]) -> list[Category]:
    """Return the rows by position, each group followed by its topics."""
    by_place = sorted(rows, key=lambda row: (row.position, row.id))
    there = {row.id for row in rows}
    tops = [row for row in by_place if row.parent_id not in there]
    return [one for top in tops for one in (top, *(row for row in by_place if row.parent_id == top.id))]


async def load_rows(session: AsyncSession) -> list[Category]:
    """Return all topics that were not removed, in order."""
    kept = select(Category).where(Category.removed_at.is_(None)).execution_options(populate_existing=True)
    return sort_rows(list(await session.scalars(kept)))


async def load_tree(session: AsyncSession) -> tuple[TopicInfo, ...]:
    """Return the same as values."""
    return tuple(make_info(row) for row in await load_rows(session))


async def find_topic_of_tree(session: AsyncSession, category_id: int) -> TopicInfo | None:
    """Return a topic that was not removed, or None."""
    return next((one for one in await load_tree(session) if one.id == category_id), None)


def make_info(row: Category) -> TopicInfo:
    """Return a row as a value."""
    names, questions = dict(row.names), tuple(row.questions)
    keywords, examples = tuple(row.keywords), dict(row.examples)
    priority = row.first_priority
    return TopicInfo(
        row.id, row.name, names, row.parent_id, row.is_group, priority, keywords, questions, examples, row.no_assist
    )  # fmt: skip


LONGEST = 60
_LONGEST_EXAMPLE = 200
_EXAMPLE = "topic-example-"
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
    history.record_action(desk, "category-added", f"category:{made.id}", None, made.name)
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
    known = await load_rows(desk.session)
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
    known = await load_rows(desk.session)
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
        history.record_action(desk, action, f"category:{one.id}", old, new)


async def remove_category(desk: Desk, category_id: int) -> str:
    """Remove a topic and return its name; its label becomes a label of its open tickets. Raises Refused for a group
    with topics."""
    await begin_change(desk)
    one = await remove_row(desk, category_id)
    history.record_action(desk, "category-removed", f"category:{category_id}", one.name)
    return one.name


async def remove_row(desk: Desk, category_id: int) -> Category:
    """Remove a row from the tree, without audit, once `begin_change` was called."""
    known = await load_rows(desk.session)
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
    known = await load_rows(desk.session)
    one = await desk.session.get(Category, category_id, populate_existing=True) if 0 < category_id < MOST else None
    if one is None or one.removed_at is None:
        raise Refused("no-such-category")
    for name in {one.name, *one.names.values()}:
        require_free(known, name)
    removed, one.removed_at = one.removed_at, None
    if not any(other.id == one.parent_id for other in known):
        one.parent_id = None
    history.record_action(desk, "topic-restored", f"category:{category_id}", None, one.name)
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
    return await desk.lock_all(select(Ticket).where(lost, Ticket.category_id.is_(None), Ticket.is_open))


async def move_to_group(desk: Desk, category_id: int, group: int | None) -> None:
    """Move a topic into a group; None puts it outside all groups."""
    await begin_change(desk)
    known = await load_rows(desk.session)
    one = find_topic(known, category_id)
    if one.is_group:
        raise Refused("topic-group-in-group")
    new = _group(known, group).name if group is not None else None
    if one.parent_id != group:
        old = find_topic(known, one.parent_id).name if one.parent_id is not None else None
        one.parent_id, one.position = group, _last(known, group)
        history.record_action(desk, "topic-group", f"category:{category_id}", old, new)


async def move_up(desk: Desk, category_id: int) -> None:
    """Move a topic up by one place among its neighbours."""
    await begin_change(desk)
    known = await load_rows(desk.session)
    one = find_topic(known, category_id)
    beside = [other for other in known if other.parent_id == one.parent_id]
    if (at := beside.index(one)) > 0:
        ids = [other.id for other in beside]
        await set_order(desk, [*ids[: at - 1], one.id, ids[at - 1], *ids[at + 1 :]])
        history.record_action(desk, "topic-moved", f"category:{category_id}", str(at + 1), str(at))


async def set_order(desk: Desk, ids: Sequence[int]) -> None:
    """Put neighbours in this order, as far as they are there. Raises NotAllowed."""
    await begin_change(desk)
    known = {one.id: one for one in await load_rows(desk.session)}
    for place, key in enumerate(key for key in ids if key in known):
        known[key].position = place


async def begin_change(desk: Desk) -> None:
    """Begin an admin's change of the tree, and keep out others until it ends. Raises NotAllowed."""
    await desk.require_grant(Grant.TOPICS)
    await bump_settings_version(desk)


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
    query = select(Ticket).where(Ticket.category_id == category_id, Ticket.is_open)
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


OFFERED = {
    "technical": ("not-working", "slow", "error", "equipment", "network"),
    "usage": ("how-to", "where-is", "setup", "files", "reports"),
    "account": ("sign-in", "access", "profile", "payment", "registration"),
    "improvements": ("new-feature", "interface", "integration", "texts", "convenience"),
    "other": ("schedule", "place", "contacts", "complaint", "something-else"),
}


async def set_first_priority(desk: Desk, category_id: int, priority: int | None) -> None:
    """Set the first priority, 1 (critical) to 4 (low); None leaves a request's own."""
    if priority is not None and not 1 <= priority <= 4:
        raise Refused("usage-priority")
    one = await _topic(desk, category_id)
    old, one.first_priority = one.first_priority, priority
    _audit(desk, one, "topic-priority", _dump_priority(old), _dump_priority(priority))


async def set_no_assist(desk: Desk, category_id: int, forbidden: int | None) -> None:
    """Forbid the assistant to get requests of a topic, or allow it (None)."""
    one = await _topic(desk, category_id)
    old, one.no_assist = one.no_assist, forbidden is not None
    _audit(desk, one, "topic-assist", _dump_assist(old), _dump_assist(one.no_assist))


def _dump_assist(forbidden: bool) -> str:
    return "off" if forbidden else "on"


async def set_keywords(desk: Desk, category_id: int, typed: str) -> None:
    """Replace all keywords, separated by commas; nothing or "-" clears them. Raises Refused with what would be
    right."""
    try:
        new = topic_keywords.parse_keywords("" if typed.strip() == "-" else typed)
    except KeywordsWrongError as error:
        raise Refused(error.key, most=topic_keywords.MOST, longest=topic_keywords.LONGEST) from None
    one = await _topic(desk, category_id)
    old, one.keywords = list(one.keywords), list(new)
    _audit(desk, one, "topic-keywords", ", ".join(old) or None, ", ".join(new) or None)


async def set_example(desk: Desk, category_id: int, language: str, typed: str) -> None:
    """Set the good request that requesters of a language see before they write; nothing or "-" removes it. Raises
    Refused for one that is too long."""
    said = check_example(typed)
    one = await _topic(desk, category_id)
    if language not in LANGUAGES:
        raise Refused("no-such-category")
    old = one.examples.get(language)
    one.examples = {code: words for code, words in {**one.examples, language: said}.items() if words}
    _audit(desk, one, f"{_EXAMPLE}{language}", old, said or None)


def check_example(typed: str) -> str:
    """Return an example as one line, empty for "-". Raises Refused for one that is too long."""
    said = " ".join(clean_text(typed).split())
    if len(said) > _LONGEST_EXAMPLE:
        raise Refused("topic-example-long", longest=_LONGEST_EXAMPLE)
    return "" if said == "-" else said


def find_example(rules: DeskSettings, language: str, category_id: int | None = None) -> str:
    """Return a good request of that topic in a language, else the first one there is; empty without any. One in the
    desk's language is better than none. Costs no statement."""
    by_topic = dict(rules.topics.examples)
    first = [by_topic[category_id]] if category_id in by_topic else []
    for known in (first, by_topic.values()):
        for code in (language, rules.locale):
            if found := next((one[code] for one in known if code in one), ""):
                return found
    return ""


async def set_questions(desk: Desk, category_id: int, language: str, typed: str) -> None:
    """Replace the texts of all questions in a language, one a line as `key: text`; a question without any text is
    removed. Raises Refused with what would be right."""
    try:
        said = questions.parse_questions(typed)
    except QuestionWrongError as error:
        raise Refused(error.key, longest=questions.LONGEST) from None
    one = await _topic(desk, category_id)
    new = questions.merge_questions(one.questions, language, said)
    if len(new) > questions.MOST:
        raise Refused("topic-questions-many", most=questions.MOST)
    old, one.questions = list(one.questions), new
    _audit(desk, one, "topic-questions", _dump_questions(old), _dump_questions(new))


async def _topic(desk: Desk, category_id: int) -> Category:
    await begin_change(desk)
    one = find_topic(await load_rows(desk.session), category_id)
    if one.is_group:
        raise Refused("topic-is-group")
    return one


def _audit(desk: Desk, one: Category, action: str, old: str | None, new: str | None) -> None:
    if old != new:
        history.record_action(desk, action, f"category:{one.id}", old, new)


def _dump_priority(priority: int | None) -> str | None:
    return None if priority is None else str(priority)


def _dump_questions(questions_: list[dict[str, Any]]) -> str | None:
    return json.dumps(questions_, ensure_ascii=False) if questions_ else None
