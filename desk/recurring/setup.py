"""Recurring requests as managers set them up: added, changed, paused, removed. Files none."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Organization, Person, RecurringRequest, Role, Ticket
from desk import Desk, DeskSettings, Outdated, Refused, history
from desk.people import person_rows
from desk.policy.permissions import Grant
from desk.recurring import rhythms
from desk.recurring.rhythm_words import read_rhythm
from desk.recurring.rhythms import IsWorking, Rhythm
from desk.search.stemming import fold_text
from desk.settings.kinds import DASHES
from desk.text import clean_text
from desk.text.masking.secret_masking import mask_secrets_in
from desk.text.typed_digits import parse_digits
from desk.tickets import fields, runbook_progress

LONGEST, LONGEST_WORDS, LONGEST_RHYTHM, LONGEST_LABEL = 200, 4000, 120, 60
MOST, _MOST_LABELS = 200, 10


def get_working_days(rules: DeskSettings) -> IsWorking:
    """Return what says whether the desk works on a day."""
    return rhythms.make_working_days(rules.hours.week, rules.hours.day_ranges)


def is_gone(client: Person | None, firm: Organization | None) -> bool:
    """Return True if nothing may be filed any more for the client that a template has."""
    is_person_gone = client is not None and (client.blocked_at is not None or client.erased_at is not None)
    return is_person_gone or (firm is not None and firm.removed_at is not None)


def plan_next(row: RecurringRequest, after: datetime, rules: DeskSettings) -> None:
    """Set when a request is filed next; never if that does not come."""
    rhythm = Rhythm.load(row.rhythm)
    row.next_at = rhythms.find_next(rhythm, after, rules.timezone, get_working_days(rules))


async def plan_anew(session: AsyncSession, now: datetime, rules: DeskSettings) -> None:
    """Plan what is to come by hours, special days and time zone as they are now; they make nothing of the past due."""
    planned = select(RecurringRequest).where(RecurringRequest.next_at > now).with_for_update()
    for row in await session.scalars(planned.order_by(RecurringRequest.id)):
        row.done_at = max(row.done_at, now)
        plan_next(row, row.done_at, rules)


async def add_recurring(desk: Desk, typed: str) -> int:
    """Add one from "when: subject", or the subject on the next line; return its id. Raises NotAllowed, Refused."""
    await _require(desk)
    rhythm, subject = _split(typed, desk.today)
    if (await desk.session.scalar(select(func.count()).where(RecurringRequest.removed_at.is_(None))) or 0) >= MOST:
        raise Refused("recurring-many", most=MOST)
    row = RecurringRequest(
        subject=_check_subject(desk, subject), rhythm=rhythm.dump(), made_by=desk.require_actor().id, done_at=desk.now
    )
    plan_next(row, desk.now, desk.rules)
    if row.next_at is None:
        raise Refused("recurring-never")
    desk.session.add(row)
    await desk.session.flush()
    history.record_action(desk, "recurring-added", f"recurring:{row.id}")
    return row.id


def _split(typed: str, today: date) -> tuple[Rhythm, str]:
    said = clean_text(typed).strip()
    for mark in ("\n", ": "):
        head, found, subject = said.partition(mark)
        if found and (rhythm := read_rhythm(head.rstrip(":"), today)) is not None:
            return rhythm, subject
    raise Refused("recurring-usage")


async def _require(desk: Desk) -> None:
    await desk.require_grant(Grant.RULES)
    if not desk.rules.team.recurring:
        raise Refused("recurring-off")


async def _lock(desk: Desk, recurring_id: int, *, removed: bool = False) -> RecurringRequest:
    await _require(desk)
    row = await desk.session.get(RecurringRequest, recurring_id, with_for_update=True, populate_existing=True)
    if row is None or (row.removed_at is not None) is not removed:
        raise Outdated
    return row


async def _lock_to_change(desk: Desk, recurring_id: int) -> RecurringRequest:
    row = await _lock(desk, recurring_id)
    history.record_action(desk, "recurring-changed", f"recurring:{row.id}")
    return row


def _check_subject(desk: Desk, typed: str) -> str:
    said = mask_secrets_in(" ".join(clean_text(typed).split()), desk.rules.masking)
    if not 0 < len(said) <= LONGEST:
        raise Refused("recurring-subject-wrong")
    return said


async def set_subject(desk: Desk, recurring_id: int, typed: str) -> None:
    """Set the subject of its requests. Raises NotAllowed, Outdated, Refused."""
    (await _lock_to_change(desk, recurring_id)).subject = _check_subject(desk, typed)


async def set_rhythm(desk: Desk, recurring_id: int, typed: str) -> None:
    """Set when it recurs; what was filed is not filed again. Raises NotAllowed, Outdated, Refused."""
    row, rhythm = await _lock_to_change(desk, recurring_id), read_rhythm(typed, desk.today)
    if rhythm is None:
        raise Refused("recurring-unclear")
    was_on, row.rhythm = row.next_at is not None, rhythm.dump()
    row.done_at = max(row.done_at, desk.now)
    plan_next(row, row.done_at, desk.rules)
    if row.next_at is None:
        raise Refused("recurring-never")
    row.next_at = row.next_at if was_on else None


async def set_words(desk: Desk, recurring_id: int, typed: str) -> None:
    """Set the note of its requests. Raises NotAllowed, Outdated, Refused."""
    row, said = await _lock_to_change(desk, recurring_id), _clear(clean_text(typed).strip())
    if len(said) > LONGEST_WORDS:
        raise Refused("recurring-words-long", most=LONGEST_WORDS)
    row.words = said


async def set_steps(desk: Desk, recurring_id: int, typed: str) -> None:
    """Set the checklist, a step a line. Raises NotAllowed, Outdated, Refused."""
    row = await _lock_to_change(desk, recurring_id)
    steps = [said for line in _clear(typed).splitlines() if (said := " ".join(clean_text(line).split()))]
    if len(steps) > runbook_progress.MOST or any(len(step) > LONGEST for step in steps):
        raise Refused("recurring-steps-wrong", most=runbook_progress.MOST)
    row.steps = steps


async def set_labels(desk: Desk, recurring_id: int, typed: str) -> None:
    """Set the labels, separated by commas. Raises NotAllowed, Outdated, Refused."""
    row = await _lock_to_change(desk, recurring_id)
    labels = fields.choose_tags(
        [said for one in _clear(clean_text(typed)).split(",") if (said := " ".join(one.split()))]
    )
    if len(labels) > _MOST_LABELS or any(len(one) > LONGEST_LABEL for one in labels):
        raise Refused("recurring-labels-wrong")
    row.tags = labels


async def set_topic(desk: Desk, recurring_id: int, topic_id: int | None) -> None:
    """Set the topic, or none. Raises NotAllowed, Outdated, Refused."""
    (await _lock_to_change(desk, recurring_id)).category_id = topic_id


async def set_priority(desk: Desk, recurring_id: int, priority: int | None) -> None:
    """Set the priority, or leave it to the topic. Raises NotAllowed, Outdated, Refused."""
    (await _lock_to_change(desk, recurring_id)).priority = priority


async def set_assignee(desk: Desk, recurring_id: int, person_id: int | None) -> None:
    """Set who gets its requests, or nobody. Raises NotAllowed, Outdated, Refused."""
    (await _lock_to_change(desk, recurring_id)).assignee_id = person_id


async def set_client(desk: Desk, recurring_id: int, typed: str) -> None:
    """Set whose the requests are. Raises NotAllowed, Outdated, Refused for nobody known, or several."""
    row = await _lock_to_change(desk, recurring_id)
    await desk.require_grant(Grant.ORGANIZATIONS)
    said = " ".join(clean_text(_clear(typed)).split())
    row.client_id, row.organization_id = await _find_client(desk.session, said) if said else (None, None)


async def _find_client(session: AsyncSession, said: str) -> tuple[int | None, int | None]:
    """Return the ids of a requester and an organization, of which one is None."""
    if (number := parse_digits(said.removeprefix("#"))) is not None:
        asked = select(Person.id).join(Ticket, Ticket.requester_id == Person.id)
        found = await session.scalar(asked.where(Ticket.number == number, Person.role == Role.REQUESTER))
        if found is not None:
            return found, None
    firms = select(Organization.id).where(
        func.lower(Organization.name) == func.lower(said), Organization.removed_at.is_(None)
    )
    organizations = list(await session.scalars(firms.limit(2)))
    people = [one.id for one in await person_rows.find_named(session, said) if fold_text(one.name) == fold_text(said)]
    if len(organizations) + len(people) > 1:
        raise Refused("recurring-client-several", name=said)
    if not organizations and not people:
        raise Refused("recurring-client-unknown")
    return next(iter(people), None), next(iter(organizations), None)


def _clear(typed: str) -> str:
    return "" if typed.strip() in DASHES else typed


async def stop_recurring(desk: Desk, recurring_id: int) -> None:
    """File none until it is resumed. Raises NotAllowed, Outdated, Refused."""
    (await _lock_to_change(desk, recurring_id)).next_at = None


async def continue_recurring(desk: Desk, recurring_id: int) -> None:
    """File the next one at its next moment from now on. Raises NotAllowed, Outdated, Refused."""
    row = await _lock_to_change(desk, recurring_id)
    row.done_at = desk.now
    plan_next(row, desk.now, desk.rules)
    if row.next_at is None:
        raise Refused("recurring-never")


async def remove_recurring(desk: Desk, recurring_id: int) -> None:
    """Remove it; what was filed stays. Raises NotAllowed, Outdated, Refused."""
    row = await _lock(desk, recurring_id)
    row.removed_at, row.next_at = desk.now, None
    history.record_action(desk, "recurring-removed", f"recurring:{row.id}")


async def restore_recurring(desk: Desk, recurring_id: int) -> None:
    """Undo a removal; the next one is filed at its next moment from now on. Raises NotAllowed, Outdated, Refused."""
    row = await _lock(desk, recurring_id, removed=True)
    row.removed_at, row.done_at = None, desk.now
    plan_next(row, desk.now, desk.rules)
    history.record_action(desk, "recurring-restored", f"recurring:{row.id}")
