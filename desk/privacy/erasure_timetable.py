"""The steps of an erasure: the clock says goodbye and asks for the rest, which the reports process does in batches.

A batch is one unit of work: some pages of settled jobs, and at last everything else. A kill loses nothing: the next
batch goes on. Knows nothing of who asks.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, or_, select

from db.models import Box, CrmState, Erasure, ExternalPerson, Integration, Job, JobState, Person
from desk import Desk, history, installation
from desk.integrations.scopes import Scope
from desk.notifications import notifier
from desk.outbox import Say, Show, queue_report, report_jobs
from desk.people.person_locks import take_turn
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.privacy import board_copies, copies, erasing, erasures
from desk.retention import idle_people
from desk.staff import who_is_there


async def _count_systems(desk: Desk, person_id: int) -> dict[str, int]:
    """Return how many there are, by kind; kinds without any are left out."""
    theirs = exists().where(ExternalPerson.system_id == Integration.id, ExternalPerson.person_id == person_id)
    may_know = or_(theirs, Integration.scopes.contains([Scope.ALL_READ.value]))
    known = await desk.session.scalars(select(Integration.id).where(Integration.revoked_at.is_(None), may_know))
    found = {
        "integrations": len(known.all()),
        "crm": int(await desk.session.scalar(select(CrmState.id).limit(1)) is not None),
        "accounts": int(desk.rules.accounts.url is not None),
        "assist": int(desk.rules.assist.url is not None),
    }
    return {kind: count for kind, count in found.items() if count}


KIND = "erasing"
"""The kind of the reports process's job; its arguments are an `ErasureProgress`."""
_GOODBYE = timedelta(minutes=1)
"""Between the last message to the person and the erasing, which nothing can be sent to them after."""
_LOOK_AGAIN = timedelta(minutes=10)
_PATIENCE = timedelta(hours=24)
"""How long copies outside may take until they count as not reached."""
_SLACK = timedelta(minutes=1)
"""Between the time that a job has as its end, and when others see it."""


@dataclass(frozen=True, slots=True)
class ErasureProgress:
    """How far the erasure of a person is. `erasure`: None for an idle person; `after`: the last settled job that was
    looked at; `since`: when the first was, as ISO."""

    person: int
    erasure: int | None = None
    after: int = 0
    since: str | None = None


async def run_step(desk: Desk, erasure_id: int) -> None:
    """Do the step of an erasure that is due: say goodbye, or have the reports process erase or look whether the copies
    outside are gone. Until that is done it is asked again."""
    found = await desk.session.get(Erasure, erasure_id, with_for_update=True, populate_existing=True)
    if found is None or found.due_at is None or found.due_at > desk.now:
        return
    person = await desk.session.get_one(Person, found.person_id)
    if await _is_called_off(desk, found):
        return
    restored_to = (await installation.load_row(desk.session)).backup_at
    if found.told_at is None and restored_to is not None and found.asked_at <= restored_to:
        await erasures.ask_once_more(desk, found, person)
    elif found.told_at is None:
        notifier.post_letter(desk, person, Say("erasure-goodbye"))
        found.told_at, found.due_at = desk.now, desk.now + _GOODBYE
        await erasures.ask_for_newer(desk, person)
    elif found.erased_at is None and await _has_unsent(desk, found, found.told_at):
        found.due_at = desk.now + _GOODBYE
    else:
        found.due_at = desk.now + _LOOK_AGAIN
        await _begin(desk, ErasureProgress(found.person_id, found.id))


async def _is_called_off(desk: Desk, found: Erasure) -> bool:
    """Call an erasure off if the person has joined the team since; return True if it is."""
    await take_turn(desk.session, found.person_id)
    person = await desk.session.get_one(Person, found.person_id, populate_existing=True)
    if found.erased_at is None and permissions.is_staff(person):
        found.withdrawn_at, found.due_at = desk.now, None
    return found.withdrawn_at is not None


async def _has_unsent(desk: Desk, found: Erasure, told_at: datetime) -> bool:
    """Return True while the goodbye, or what was said before it, may still be sent."""
    unsent = select(Job.id).where(
        Job.box == Box.TO_TELEGRAM, Job.state == JobState.WAITING, Job.person_id == found.person_id,
        Job.created_at <= told_at,
    )  # fmt: skip
    return desk.now < told_at + _LOOK_AGAIN and await desk.session.scalar(unsent.limit(1)) is not None


async def queue_idle(desk: Desk, person_id: int) -> None:
    """Have the reports process erase a person who never had a request, without telling anybody: nothing of them is
    outside."""
    await _begin(desk, ErasureProgress(person_id))


async def _begin(desk: Desk, progress: ErasureProgress) -> None:
    """Queue the first batch, unless one is under way."""
    if not await report_jobs.is_under_way(desk.session, KIND, progress.person):
        await _queue(desk, progress)


async def _queue(desk: Desk, progress: ErasureProgress) -> None:
    await queue_report(desk, KIND, None, asdict(progress), about=progress.person)


async def erase_batch(desk: Desk, given: Mapping[str, Any]) -> None:
    """Do the next batch of an erasure, and queue the one after it. `given`: an `ErasureProgress`."""
    progress = ErasureProgress(**given)
    if progress.erasure is None:
        await _erase_idle(desk, progress)
        return
    found = await desk.session.get(Erasure, progress.erasure, with_for_update=True, populate_existing=True)
    if found is None or found.due_at is None or await _is_called_off(desk, found):
        return
    if found.erased_at is not None:
        await _look_after(desk, found)
    elif (since := await _find_last(desk, progress)) is not None:
        await _erase(desk, found, since)


async def _erase_idle(desk: Desk, progress: ErasureProgress) -> None:
    """Erase a person, whose turn is taken first: nothing arrived from them meanwhile if they are still idle."""
    await take_turn(desk.session, progress.person)
    if not await idle_people.is_idle(desk.session, desk.rules, desk.now, progress.person):
        return
    if (since := await _find_last(desk, progress)) is not None:
        await erasing.erase_person(desk, progress.person, since=since)
        history.record_action(desk, "erased-idle", f"person:{progress.person}")


async def _find_last(desk: Desk, progress: ErasureProgress) -> datetime | None:
    """Look at some pages of settled jobs. If there are more, queue the next batch; otherwise return from when on jobs
    were settled that were on no page."""
    after = await erasing.erase_from_jobs(desk, progress.person, progress.after)
    begun = progress.since or desk.now.isoformat()
    if after is None:
        return datetime.fromisoformat(begun) - _SLACK
    await _queue(desk, replace(progress, after=after, since=begun))
    return None


async def _erase(desk: Desk, found: Erasure, since: datetime) -> None:
    outside = await _count_systems(desk, found.person_id)
    erasure_id, elsewhere = found.id, await erasing.erase_person(desk, found.person_id, since=since)
    done = await desk.session.get_one(Erasure, erasure_id)
    done.erased_at, done.due_at = desk.now, desk.now + _LOOK_AGAIN
    done.unreached = _drop_none({**outside, "bots": elsewhere})
    history.record_action(desk, "erased", f"person:{done.person_id}")


async def _look_after(desk: Desk, found: Erasure) -> None:
    """Erase what was stored in between; when nothing waits any more, tell the admins how many copies there were, and
    what could not be reached."""
    assert found.erased_at is not None
    erasure_id = found.id
    elsewhere = await erasing.erase_person(desk, found.person_id, since=found.erased_at - _SLACK)
    done = await desk.session.get_one(Erasure, erasure_id)
    waiting, refused = await board_copies.count_left(desk, done.person_id)
    became = await copies.count_outcomes(desk.session, done.person_id)
    known = dict(done.unreached or {})
    known["bots"] = known.get("bots", 0) + elsewhere
    assert done.erased_at is not None
    if became.pop("waiting") or (waiting and desk.now < done.erased_at + _PATIENCE):
        done.unreached, done.due_at = _drop_none(known), desk.now + _LOOK_AGAIN
        return
    done.copies = became.pop("gone", 0)
    done.unreached = _drop_none(known | became | {"board": waiting + refused})
    done.done_at, done.due_at = desk.now, None
    for admin in who_is_there.filter_granted(await who_is_there.list_team(desk.session), Grant.PRIVACY):
        notifier.post_letter(desk, admin, Show("erasures", slot="erasures", fresh=True))


def _drop_none(counts: Mapping[str, int]) -> dict[str, int]:
    return {where: count for where, count in counts.items() if count}
