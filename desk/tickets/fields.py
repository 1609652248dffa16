"""Verbs that change subject, priority, topic and labels."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Category, History, Origin, QuestionKind, RootCause, Ticket
from desk import Desk, Locked, Outdated, Refused, TicketResult, history
from desk.i18n import TicketSubject, choose_language, match_own_label
from desk.locked import MOST
from desk.notifications import to_requester, to_seniors, to_staff
from desk.outbox import Say
from desk.policy import (
    Access,
    RequesterNotification,
    Verb,
    get_access,
    get_client_role,
    is_wanted,
    lateness,
    timers,
)
from desk.sla import due_times, dues, work_calendar
from desk.sla.due_calculation import WARNED_AT
from desk.sla.work_calendar import get_desk_calendar
from desk.text.masking.secret_masking import mask_secrets_in
from desk.text.typed_moments import FARTHEST
from desk.tickets import assignment, intake_questions, self_service

# Root causes that agents choose for tickets, from the list that admins keep. Choosing one notifies no one.


_KEY = 8


def make_key(name: str) -> str:
    """Return what a button says for the cause, independent of the order of the list."""
    return hashlib.sha256(_fold(name).encode()).hexdigest()[:_KEY]


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()


async def set_root_cause(desk: Desk, number: int, key: str | None) -> TicketResult:
    """Set the cause with that key (None: no cause). Raises NoSuchTicket, NotAllowed, and Outdated for a cause no
    longer listed."""
    name = next((one for one in desk.rules.team.root_causes if make_key(one) == key), None)
    if key is not None and name is None:
        raise Outdated(number)
    async with desk.change(number, Verb.SET_ROOT_CAUSE) as ticket:
        cause = await _get_or_create(desk.session, name) if name is not None else None
        if ticket.root_cause_id == cause:
            return await desk.make_result(ticket, changed=False)
        old = await get_name(desk.session, ticket.root_cause_id)
        desk.record(ticket, history.ROOT_CAUSE, old, name, old_id=ticket.root_cause_id, new_id=cause)
        ticket.root_cause_id = cause
    return await desk.make_result(ticket)


async def get_name(session: AsyncSession, cause: int | None) -> str | None:
    """Return the cause's name."""
    row = await session.get(RootCause, cause) if cause is not None else None
    return row.name if row is not None else None


async def _get_or_create(session: AsyncSession, name: str) -> int:
    """Return the id of the cause's row, added when it is first chosen; concurrent callers get the same one."""
    mine = select(RootCause.id).where(RootCause.folded == _fold(name))
    if (found := await session.scalar(mine)) is not None:
        return found
    made = insert(RootCause).values(name=name, folded=_fold(name)).on_conflict_do_nothing()
    await session.execute(made)
    return (await session.execute(mine)).scalar_one()


# Verbs about the time that an agent promises, and about requesters who have heard nothing for long.


async def promise_time(desk: Desk, number: int, at: datetime) -> TicketResult:
    """Promise a time, by which warnings go from now on instead of targets.

    The requester is told after the undo time, and only the last promise. Raises Refused for a time that has passed or
    is too far away.
    """
    async with desk.change(number, Verb.PROMISE) as ticket:
        desk.require_target(ticket, Verb.PROMISE)
        if at <= desk.now:
            raise Refused("promise-past")
        if at > desk.now + FARTHEST:
            raise Refused("time-far")
        if ticket.promised_at == at:
            return await desk.make_result(ticket, changed=False)
        _set_promise(desk, ticket, at)
        calendar = get_desk_calendar(desk.rules)
        warned = calendar.add_work(desk.now, calendar.measure_work(desk.now, at) * WARNED_AT)
        ticket.promise_warn_at = min(warned, at) if warned is not None else at
        lateness.update_told_steps(ticket, desk.now)
        await timers.set_timer(desk.session, ticket, timers.PROMISE, desk.now + desk.rules.team.undo)
    return await desk.make_result(ticket)


async def look_up_notice(desk: Desk, ticket_id: int) -> Literal["soon", "knows", "not"]:
    """Return how the requester learns of the promise: "soon", "knows" it already, or "not" right away by their
    choice."""
    ticket = await desk.session.get_one(Ticket, ticket_id)
    if ticket.promised_at == ticket.promise_told:
        return "knows"
    requester = await desk.get_requester(ticket)
    at_once = is_wanted(requester, RequesterNotification.STATUS, desk.rules) and not is_wanted(
        requester, RequesterNotification.DAILY, desk.rules
    )
    return "soon" if at_once else "not"


async def withdraw_promise(desk: Desk, number: int) -> TicketResult:
    """Withdraw the promised time, so that targets count again. People are not told what they know."""
    async with desk.change(number, Verb.PROMISE) as ticket:
        if ticket.promised_at is None:
            return await desk.make_result(ticket, changed=False)
        _set_promise(desk, ticket, None)
        ticket.promise_warn_at = None
        await _clear_promise_state(desk, ticket)
    return await desk.make_result(ticket)


async def carry_over(desk: Desk, source: Locked, target: Locked, *, told: bool) -> dict[str, Any] | None:
    """Move `source`'s promised time to `target`, into which it was merged, if it lies ahead and before `target`'s own.

    The requester is told only of a time they have not heard; `told`: the agent of `target` is told. Return what
    `bring_back` needs, or None if no promise was moved.
    """
    at = source.promised_at
    if at is None or at <= desk.now:
        return None
    if target.promised_at is not None and target.promised_at <= at:
        return None
    knows = source.promise_told == at
    moments = (target.promised_at, target.promise_warn_at, target.promise_told)
    was = dict(zip(("at", "warn_at", "told"), map(_to_text, moments), strict=True))
    _set_promise(desk, target, at, by_itself=desk.actor_id == source.requester_id)
    target.promise_warn_at = source.promise_warn_at
    lateness.update_told_steps(target, desk.now)
    if knows:
        target.promise_told = at
    else:
        await timers.set_timer(desk.session, target, timers.PROMISE, desk.now + desk.rules.team.undo)
    if told:
        when = int(at.timestamp())
        await to_staff.post_line_to_assignee(desk, target, "merged-promised", merged=source.number, at=when)
    return {**was, "now": _to_text(at), "knows": knows}


async def bring_back(desk: Desk, source: Locked, target: Locked, went: dict[str, Any] | None) -> None:
    """Restore both promises after a merge is undone, unless `target` was promised another time since.

    Requesters are told what they have not heard, or not heard last, of that number.
    """
    if went is not None and _to_text(target.promised_at) == went["now"]:
        _set_promise(desk, target, _from_text(went["at"]))
        target.promise_warn_at = _from_text(went["warn_at"])
        if went["knows"]:
            target.promise_told = _from_text(went["told"])
        if target.promised_at is None:
            await _clear_promise_state(desk, target)
        lateness.update_told_steps(target, desk.now)
    for ticket in (source, target):
        if ticket.promised_at is not None and ticket.promised_at != ticket.promise_told:
            await timers.set_timer(desk.session, ticket, timers.PROMISE, desk.now + desk.rules.team.undo)


async def _clear_promise_state(desk: Desk, ticket: Locked) -> None:
    ticket.late_told = lateness.get_step(ticket, desk.now)
    lateness.update_told_steps(ticket, desk.now)
    await timers.drop_timers(desk.session, ticket, timers.PROMISE)


def _set_promise(desk: Desk, ticket: Locked, at: datetime | None, *, by_itself: bool = False) -> None:
    old, new = _to_text(ticket.promised_at), _to_text(at)
    if by_itself:
        history.record_automatic(desk.session, ticket, history.PROMISED, old, new, at=desk.now)
    else:
        desk.record(ticket, history.PROMISED, old, new)
    ticket.promised_at = at


def _to_text(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _from_text(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored is not None else None


async def reassure_requester(desk: Desk, number: int) -> TicketResult:
    """Send the requester one line: an agent is working on it."""
    async with desk.change(number, Verb.REASSURE) as ticket:
        desk.require_target(ticket, Verb.REASSURE)
        await to_requester.tell_news(
            desk, ticket, Say("still-on-it", {"number": ticket.number}), RequesterNotification.REMINDERS
        )
        if ticket.is_teams_turn:  # one that waits for its requester closes as before
            due_times.note_written(desk, ticket)
    return await desk.make_result(ticket)


# Names of topics: how they are compared, and in which language they are shown. `desk/topics/` stores them.


def fold_topic_name(name: str) -> str:
    """Return a topic's name for comparing: without case, underscores as spaces (Todoist's labels have no spaces)."""
    return " ".join(name.replace("_", " ").split()).casefold()


def get_topic_name(category: Category, language: str) -> str:
    """Return the topic's name in a language, or the desk's own name if it has none in that."""
    name: str = category.names.get(language) or category.name
    return name


def select_topic_name(language: str) -> ColumnElement[str]:
    """Return `get_name` as an SQL expression."""
    return func.coalesce(Category.names[language].astext, Category.name)


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
            await to_staff.post_line_to_assignee(desk, ticket, "renamed-by", subject=subject)
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
            await to_seniors.tell_critical(desk, ticket)
        if desk.actor is not None:
            await to_staff.post_line_to_assignee(desk, ticket, "priority-by", priority=priority)
    return await desk.make_result(ticket)


async def _was_critical(desk: Desk, ticket: Locked) -> bool:
    rows = select(History.id).where(History.ticket_id == ticket.id, History.field == history.PRIORITY)
    return await desk.session.scalar(rows.where(History.new == str(work_calendar.CRITICAL)).limit(1)) is not None


async def adjust_alerts(desk: Desk, ticket: Locked, old: int) -> None:
    """Start or stop alerts of an untaken ticket after its priority changed from `old`."""
    await to_staff.notify_rest_now(desk, ticket)
    await assignment.follow_priority(desk, ticket, old)


async def set_priority(
    desk: Desk, ticket: Locked, priority: int, *, at: datetime | None = None, by_itself: bool = False
) -> None:
    """Set the priority of a locked ticket and recalculate its targets; `by_itself`: no person chose it."""
    if priority == work_calendar.CRITICAL:
        await self_service.call_agent(desk, ticket)
        await self_service.withdraw_offers(desk, ticket)
    if by_itself:
        history.record_automatic(
            desk.session, ticket, history.PRIORITY, str(ticket.priority), str(priority), at=desk.now
        )
    else:
        desk.record(ticket, history.PRIORITY, str(ticket.priority), str(priority))
    ticket.priority, ticket.priority_at = priority, at or desk.now
    await dues.recalculate_dues(desk, ticket)


async def categorise(desk: Desk, number: int, category_id: int | None, *, at: datetime | None = None) -> TicketResult:
    """Set the topic. Staff may at any time; the requester until one is chosen or an agent answers (then Outdated)."""
    async with desk.change(number, Verb.CATEGORISE) as ticket:
        if ticket.category_guessed or ticket.category_id != category_id:  # choosing the same topic twice is harmless
            _refuse_if_chosen(ticket, await get_access(desk, ticket))
        new = await _get_category(desk, category_id)
        if desk.rules.knowledge.problems and new is not None and ticket.filed_at is not None:
            await timers.set_timer(desk.session, ticket, timers.PROBLEM, desk.now)
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
            await to_staff.post_line_to_assignee(desk, ticket, "category-by", category=get_topic_name(new, language))
        elif desk.actor is not None:
            await to_staff.post_line_to_assignee(desk, ticket, "category-none-by")
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


def choose_tags(tags: Sequence[str]) -> list[str]:
    """Return the labels that a ticket can have, each once, in their order."""
    return [one for one in dict.fromkeys(tags) if match_own_label(one) is None]
