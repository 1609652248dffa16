"""Verbs of admins on a topic's effects: first priority, keywords, questions; and undoing such a change. Knows no
channel."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from db.models import Category
from desk import Desk, Outdated, Refused, audit
from desk.i18n import LANGUAGES, choose_language
from desk.locked import MOST
from desk.policy.grants import Grant
from desk.tickets.fields import fold_topic_name
from desk.topics import editing, keywords, questions, tree
from desk.topics.keywords import KeywordsWrongError
from desk.topics.questions import QuestionWrongError


async def set_first_priority(desk: Desk, category_id: int, priority: int | None) -> None:
    """Set the first priority, 1 (critical) to 4 (low); None leaves a request's own."""
    if priority is not None and not 1 <= priority <= 4:
        raise Refused("usage-priority")
    one = await _topic(desk, category_id)
    old, one.first_priority = one.first_priority, priority
    _audit(desk, one, "topic-priority", _dump_priority(old), _dump_priority(priority))


async def set_keywords(desk: Desk, category_id: int, typed: str) -> None:
    """Replace all keywords, separated by commas; nothing or "-" clears them. Raises Refused with what would be
    right."""
    try:
        new = keywords.parse_keywords("" if typed.strip() == "-" else typed)
    except KeywordsWrongError as error:
        raise Refused(error.key, most=keywords.MOST, longest=keywords.LONGEST) from None
    one = await _topic(desk, category_id)
    old, one.keywords = list(one.keywords), list(new)
    _audit(desk, one, "topic-keywords", ", ".join(old) or None, ", ".join(new) or None)


async def put_question(desk: Desk, category_id: int, typed: str) -> None:
    """Add a question, `key: text` in the admin's language with further lines `ru: text`, or replace the one of that
    key. Raises Refused with what would be right."""
    try:
        said = questions.parse_question(typed, choose_language(desk.require_actor(), desk.rules.locale))
    except QuestionWrongError as error:
        raise Refused(error.key, longest=questions.LONGEST) from None
    one = await _topic(desk, category_id)
    new = questions.add_question(one.questions, said)
    if len(new) > questions.MOST:
        raise Refused("topic-questions-many", most=questions.MOST)
    _set_questions(desk, one, new)


async def drop_question(desk: Desk, category_id: int, key: str) -> None:
    """Remove a question."""
    one = await _topic(desk, category_id)
    _set_questions(desk, one, [question for question in one.questions if question["key"] != key])


def _set_questions(desk: Desk, one: Category, new: list[dict[str, Any]]) -> None:
    old, one.questions = list(one.questions), new
    _audit(desk, one, "topic-questions", _dump_questions(old), _dump_questions(new))


async def undo_change(desk: Desk, category_id: int, record_id: int) -> bool:
    """Undo the change that the audit log's row describes, as a change of its own; return False if another value was set
    since. Raises NotAllowed, Outdated for a row of something else."""
    await desk.require_grant(Grant.TOPICS)
    row = await audit.load_record(desk, record_id) if 0 < record_id < MOST else None
    if row is None or row.object != f"category:{category_id}" or row.action not in _BACK:
        raise Outdated
    one = await _topic(desk, category_id, group_too=True)
    if await _now(desk, one, row.action) != row.new:
        return False
    await _BACK[row.action](desk, category_id, row.old)
    return True


async def _now(desk: Desk, one: Category, action: str) -> str | None:
    """Return the current value in the form of the audit log."""
    if action == "topic-group":
        parent = await desk.session.get(Category, one.parent_id) if one.parent_id is not None else None
        return parent.name if parent is not None else None
    if action == "category-renamed":
        return one.name
    values = {
        "topic-priority": _dump_priority(one.first_priority),
        "topic-keywords": ", ".join(one.keywords) or None,
        "topic-questions": _dump_questions(one.questions),
    }
    return values[action] if action in values else one.names.get(action.removeprefix("topic-name-"))


async def _priority_back(desk: Desk, category_id: int, old: str | None) -> None:
    await set_first_priority(desk, category_id, int(old) if old else None)


async def _keywords_back(desk: Desk, category_id: int, old: str | None) -> None:
    await set_keywords(desk, category_id, old or "")


async def _questions_back(desk: Desk, category_id: int, old: str | None) -> None:
    _set_questions(desk, await _topic(desk, category_id), json.loads(old or "[]"))


async def _group_back(desk: Desk, category_id: int, old: str | None) -> None:
    known = await tree.load_rows(desk.session)
    group = next(
        (one.id for one in known if old is not None and one.is_group and one.folded == fold_topic_name(old)), None
    )
    if old is not None and group is None:
        raise Refused("topic-no-group")
    await editing.move_to_group(desk, category_id, group)


def _name_back(language: str | None) -> Callable[[Desk, int, str | None], Awaitable[None]]:
    async def back(desk: Desk, category_id: int, old: str | None) -> None:
        await editing.rename_category(desk, category_id, old or "-", language)

    return back


_BACK: dict[str, Callable[[Desk, int, str | None], Awaitable[None]]] = {
    "topic-priority": _priority_back,
    "topic-keywords": _keywords_back,
    "topic-questions": _questions_back,
    "topic-group": _group_back,
    "category-renamed": _name_back(None),
    **{f"topic-name-{language}": _name_back(language) for language in LANGUAGES},
}
CHANGES = tuple(_BACK)
"""Actions of the audit log that can be undone."""


async def _topic(desk: Desk, category_id: int, *, group_too: bool = False) -> Category:
    await editing.begin_change(desk)
    one = editing.find_topic(await tree.load_rows(desk.session), category_id)
    if one.is_group and not group_too:
        raise Refused("topic-is-group")
    return one


def _audit(desk: Desk, one: Category, action: str, old: str | None, new: str | None) -> None:
    if old != new:
        audit.record_action(desk, action, f"category:{one.id}", old, new)


def _dump_priority(priority: int | None) -> str | None:
    return None if priority is None else str(priority)


def _dump_questions(questions_: list[dict[str, Any]]) -> str | None:
    return json.dumps(questions_, ensure_ascii=False) if questions_ else None
