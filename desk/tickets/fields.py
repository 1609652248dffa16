"""Verbs that change subject, priority, topic and labels."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.models import Category, History, Origin, QuestionKind, Ticket
from desk import Desk, Locked, Outdated, Refused, TicketResult, history
from desk.i18n import TicketSubject, choose_language, match_own_label
from desk.locked import MOST
from desk.notifications import to_assignee, to_called, to_requester, to_staff
from desk.policy import Access, Verb, get_access, get_client_role, timer_kinds
from desk.sla import ticket_targets, work_calendar
from desk.text import vague_request
from desk.text.masking.secret_masking import mask_secrets_in
from desk.tickets import assignment, intake_questions, self_service
from desk.tickets.topic_names import fold_topic_name, get_topic_name

HIGH, MEDIUM, LOW = 2, 3, 4


async def rename(desk: Desk, number: int, subject: str, *, at: datetime | None = None) -> TicketResult:
    """Set a subject in a person's own words; it is kept whole from then on."""
    async with desk.change(number, Verb.RENAME) as ticket:
        ticket.subject_kept = True
        if desk.origin is not Origin.TODOIST:
            subject = mask_secrets_in(subject, desk.rules.masking)
        if subject in (ticket.subject, _subject_to_show(desk, ticket)):
            return await desk.make_result(ticket, changed=False)
        desk.record(ticket, history.SUBJECT, ticket.subject, subject)
        ticket.subject, ticket.subject_line, ticket.subject_at = subject, None, at or desk.now
        if desk.actor is not None:
            await to_assignee.post_line_to_assignee(desk, ticket, "renamed-by", subject=subject)
        await to_staff.tell_group_of_edit(desk, ticket)
        role = await get_client_role(desk, ticket)
        await to_requester.tell_of_colleague(desk, ticket, role, "client-renamed", subject=subject)
    return await desk.make_result(ticket)


def _subject_to_show(desk: Desk, ticket: Ticket) -> str:
    """Return the subject in the actor's language: typing that again is no new name."""
    language = desk.rules.locale if desk.actor is None else choose_language(desk.actor, desk.rules.locale)
    return TicketSubject(ticket.subject, ticket.subject_line).say_in(language)


async def prioritise(desk: Desk, number: int, priority: int, *, at: datetime | None = None) -> TicketResult:
    """Set the priority, 1 critical to 4 low. Seniors are called the first time it becomes critical."""
    if not 1 <= priority <= LOW:
        raise Refused("usage-priority")
    async with desk.change(number, Verb.PRIORITISE) as ticket:
        if ticket.priority == priority:
            return await desk.make_result(ticket, changed=False)
        old = ticket.priority
        is_news = priority == work_calendar.CRITICAL and not await _was_critical(desk, ticket)
        await set_priority(desk, ticket, priority, at=at)
        await adjust_alerts(desk, ticket, old)
        if is_news and ticket.filed_at is not None and ticket.is_open:
            await to_called.tell_critical(desk, ticket)
        if desk.actor is not None:
            await to_assignee.post_line_to_assignee(desk, ticket, "priority-by", priority=priority)
    return await desk.make_result(ticket)


async def _was_critical(desk: Desk, ticket: Locked) -> bool:
    rows = select(History.id).where(History.ticket_id == ticket.id, History.field == history.PRIORITY)
    return await desk.session.scalar(rows.where(History.new == str(work_calendar.CRITICAL)).limit(1)) is not None


async def prioritise_by_word(desk: Desk, ticket: Locked, text: str) -> None:
    """Make a ticket that nobody has taken critical if its requester says one of the words for it, unless it has been
    critical before: what the team has lowered stays."""
    if not ticket.is_to_be_taken or not vague_request.has_any_keyword(text, desk.rules.hours.critical_words):
        return
    if ticket.priority != work_calendar.CRITICAL and not await _was_critical(desk, ticket):
        old = ticket.priority
        await set_priority(desk, ticket, work_calendar.CRITICAL)
        await adjust_alerts(desk, ticket, old)


async def adjust_alerts(desk: Desk, ticket: Locked, old: int) -> None:
    """Start or stop alerts of an untaken ticket after its priority changed from `old`."""
    await to_staff.notify_rest_now(desk, ticket)
    await assignment.follow_priority(desk, ticket, old)


async def set_priority(
    desk: Desk, ticket: Locked, priority: int, *, at: datetime | None = None, by_itself: bool = False
) -> None:
    """Set the priority of a locked ticket and recalculate its targets; `by_itself`: no person chose it."""
    if priority == work_calendar.CRITICAL:
        if ticket.offered:
            await self_service.alert_agents(desk, ticket)
        await self_service.withdraw_offers(desk, ticket)
    if by_itself:
        history.record_automatic(
            desk.session, ticket, history.PRIORITY, str(ticket.priority), str(priority), at=desk.now
        )
    else:
        desk.record(ticket, history.PRIORITY, str(ticket.priority), str(priority))
    ticket.priority, ticket.priority_at = priority, at or desk.now
    await ticket_targets.recalculate_dues(desk, ticket)


async def categorise(
    desk: Desk, number: int, category_id: int | None, *, at: datetime | None = None, again: bool = False
) -> TicketResult:
    """Set the topic. Staff may at any time; the requester until one is chosen or an agent answers (then Outdated).
    `again`: the ticket had it, so it may be a removed one."""
    async with desk.change(number, Verb.CATEGORISE) as ticket:
        if ticket.category_guessed or ticket.category_id != category_id:  # choosing the same topic twice is harmless
            _refuse_if_chosen(ticket, await get_access(desk, ticket))
        new = await _get_category(desk, category_id, removed_too=again)
        if desk.rules.knowledge.problems and new is not None and ticket.filed_at is not None:
            await timer_kinds.set_timer(desk.session, ticket, timer_kinds.PROBLEM, desk.now)
        if ticket.category_id == category_id:
            return await desk.make_result(ticket, changed=_confirm_guess(desk, ticket, new))
        old = await _get_category(desk, ticket.category_id, removed_too=True)
        was_guessed = ticket.category_guessed
        before, after = (one.name if one else None for one in (old, new))
        desk.record(ticket, history.CATEGORY, before, after, old_id=ticket.category_id, new_id=category_id)
        ticket.category_id, ticket.labels_at = category_id, at or desk.now
        ticket.category_guessed, ticket.category_words = False, []
        if intake_questions.is_open(ticket, QuestionKind.TOPIC_FORM):
            await intake_questions.withdraw_question(desk, ticket)
        if new is not None and ticket.priority > HIGH and _is_urgent_by_topic(desk, new, ticket):
            await set_priority(desk, ticket, HIGH)
        elif was_guessed or desk.actor_id == ticket.requester_id:
            await follow_topic(desk, ticket, old, new)
        if new is not None and desk.actor is not None:
            assignee = await desk.get_person(ticket.assignee_id)
            language = choose_language(assignee, desk.rules.locale) if assignee is not None else desk.rules.locale
            await to_assignee.post_line_to_assignee(desk, ticket, "category-by", category=get_topic_name(new, language))
        elif desk.actor is not None:
            await to_assignee.post_line_to_assignee(desk, ticket, "category-none-by")
    return await desk.make_result(ticket)


async def set_first_topic(desk: Desk, ticket: Locked, category_id: int, *, has_priority: bool) -> None:
    """Set the topic that was chosen for a draft; it brings its priority unless one was chosen too (`has_priority`).
    Raises Refused."""
    topic = await _get_category(desk, category_id)
    assert topic is not None
    desk.record(ticket, history.CATEGORY, None, topic.name, new_id=topic.id)
    ticket.category_id = topic.id
    if not has_priority:
        await follow_topic(desk, ticket, None, topic)


async def follow_topic(
    desk: Desk, ticket: Locked, old: Category | None, new: Category | None, *, guessed: bool = False
) -> None:
    """Set the priority that the new topic starts with, if no person has chosen one and no agent has answered.

    A guessed topic makes a ticket high at most. If neither topic sets a priority, nothing changes.
    """
    brings = [one.first_priority for one in (old, new) if one is not None and one.first_priority is not None]
    if not brings or ticket.first_response_at is not None or await _has_chosen_priority(desk, ticket):
        return
    first = new.first_priority if new is not None else None
    wanted = max(first or MEDIUM, HIGH) if guessed else first or MEDIUM
    if wanted == ticket.priority:
        return
    was = ticket.priority
    await set_priority(desk, ticket, wanted, by_itself=True)
    await to_staff.notify_rest_now(desk, ticket)
    await assignment.follow_priority(desk, ticket, was)


async def _has_chosen_priority(desk: Desk, ticket: Ticket) -> bool:
    """Return True if a person or one of their words set the priority; tasks added on the board bring their own."""
    if ticket.origin is Origin.TODOIST:
        return True
    by_person = select(History.id).where(
        History.ticket_id == ticket.id, History.field == history.PRIORITY, History.origin != Origin.CLOCK
    )
    by_word = select(History.id).where(
        History.ticket_id == ticket.id, History.field == history.PRIORITY, History.actor_id.is_not(None)
    )
    await desk.session.flush()
    return bool(await desk.session.scalar(select(by_person.exists() | by_word.exists())))


def _confirm_guess(desk: Desk, ticket: Locked, category: Category | None) -> bool:
    """Record that a person confirmed the guessed topic. Return False if it was not a guess."""
    if category is None or not ticket.category_guessed:
        return False
    desk.record(ticket, history.CATEGORY_CONFIRMED, None, category.name, new_id=category.id)
    ticket.category_guessed, ticket.category_words = False, []
    return True


def _is_urgent_by_topic(desk: Desk, topic: Category, ticket: Ticket) -> bool:
    """Return True if the requester chose one of the topics that make a request high."""
    urgent = {fold_topic_name(name) for name in desk.rules.hours.high_topics}
    return desk.actor_id == ticket.requester_id and any(
        fold_topic_name(name) in urgent for name in (topic.name, *topic.names.values())
    )


def _refuse_if_chosen(ticket: Ticket, who: Access) -> None:
    if (
        who.requester
        and not who.staff
        and ((ticket.category_id and not ticket.category_guessed) or ticket.first_response_at)
    ):
        raise Outdated(ticket.number)


async def _get_category(desk: Desk, category_id: int | None, *, removed_too: bool = False) -> Category | None:
    if category_id is None:
        return None
    found = await desk.session.get(Category, category_id) if 0 < category_id < MOST else None
    if found is None or (found.removed_at is not None and not removed_too):
        raise Refused("no-such-category")
    if found.is_group and not removed_too:
        raise Refused("topic-is-group")
    return found


async def set_tags(desk: Desk, number: int, tags: Sequence[str], *, at: datetime | None = None) -> TicketResult:
    """Replace the labels by `tags`, in that order; names that the desk itself uses as labels are left out."""
    async with desk.change(number, Verb.TAG) as ticket:
        new = choose_tags(tags)
        if sorted(ticket.tags) == sorted(new):
            return await desk.make_result(ticket, changed=False)
        desk.record(ticket, history.TAGS, ", ".join(ticket.tags), ", ".join(new))
        ticket.tags, ticket.labels_at = new, at or desk.now
    return await desk.make_result(ticket)


async def add_labels(desk: Desk, number: int, labels: str) -> TicketResult:
    """Add labels to those of the ticket; commas separate them."""
    async with desk.change(number, Verb.TAG) as ticket:
        return await set_tags(desk, number, [*ticket.tags, *filter(None, map(str.strip, labels.split(",")))])


def capture_fields(ticket: Ticket) -> dict[str, Any]:
    """Return the fields that acts change beside the status, as `restore_fields` takes them."""
    topic = [ticket.category_id, ticket.category_guessed, [*ticket.category_words]]
    return {"priority": ticket.priority, "topic": topic, "labels": [*ticket.tags]}


async def restore_fields(desk: Desk, ticket: Locked, changed: Mapping[str, tuple[Any, Any]]) -> None:
    """Put fields back that were changed from one value to another, unless they were changed again since. Labels that
    were added since stay."""
    now = capture_fields(ticket)
    before = {name: old for name, (old, new) in changed.items() if now.get(name) == new}
    if "topic" in before:
        category_id, is_guessed, words = before["topic"]
        await categorise(desk, ticket.number, category_id, again=True)
        ticket.category_guessed, ticket.category_words = is_guessed, words
    if "priority" in before:
        await prioritise(desk, ticket.number, before["priority"])
    if "labels" in changed:
        old, new = changed["labels"]
        await set_tags(desk, ticket.number, [one for one in ticket.tags if one in old or one not in new])


def choose_tags(tags: Sequence[str]) -> list[str]:
    """Return the labels that a ticket can have, each once, in their order."""
    return [one for one in dict.fromkeys(tags) if match_own_label(one) is None]
