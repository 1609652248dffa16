"""Verbs about the criteria by which work is reviewed. Without any criterion, reviews are switched off."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ReviewCriterion
from desk import Desk, Refused, audit, installation
from desk.policy.grants import Grant
from desk.text import clean_text

LONGEST, MOST = 120, 20
WEIGHTS = range(1, 6)


async def list_criteria(session: AsyncSession) -> Sequence[ReviewCriterion]:
    """Return the criteria of today, oldest first."""
    used = select(ReviewCriterion).where(ReviewCriterion.removed_at.is_(None))
    return (await session.scalars(used.order_by(ReviewCriterion.id))).all()


async def add_criterion(desk: Desk, name: str, weight: int) -> ReviewCriterion:
    """Add a criterion. Raises NotAllowed, and Refused for a name or weight that is not possible, or one too many."""
    await desk.require_grant(Grant.REVIEW)
    said = " ".join(clean_text(name).split())
    known = await list_criteria(desk.session)
    if not said or len(said) > LONGEST or weight not in WEIGHTS:
        raise Refused("review-criterion-wrong", most=LONGEST)
    if len(known) >= MOST or said.casefold() in {one.name.casefold() for one in known}:
        raise Refused("review-criterion-many", most=MOST)
    made = ReviewCriterion(name=said, weight=weight, made_at=desk.now)
    desk.session.add(made)
    await desk.session.flush()
    if not desk.rules.team.reviews:
        await installation.renew_settings(desk.session)
    audit.record_action(desk, "criterion-added", f"criterion:{made.id}", None, said)
    return made


async def remove_criterion(desk: Desk, criterion_id: int) -> None:
    """Remove a criterion: reviews that were made keep it."""
    await desk.require_grant(Grant.REVIEW)
    found = await desk.session.get(ReviewCriterion, criterion_id, with_for_update=True)
    if found is not None and found.removed_at is None:
        found.removed_at = desk.now
        audit.record_action(desk, "criterion-removed", f"criterion:{found.id}", found.name)


async def has_criteria(session: AsyncSession) -> bool:
    """Return True if reviews are switched on."""
    used = select(func.count()).select_from(ReviewCriterion).where(ReviewCriterion.removed_at.is_(None))
    return bool(await session.scalar(used))
