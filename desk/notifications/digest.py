"""The digest of a requester who gets many notices: its lines, and when it is sent."""

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, select, update

from db.models import (
    DigestLine,
    Person,
    Ticket,
    any_of,
)
from desk.context import Context
from desk.notifications import notifier
from desk.outbox import Say, Show
from desk.policy.digest_lines import get_line_subject, get_next_digest_time, is_still_true

_KEPT = timedelta(days=30)  # a digest that waits for a person who blocked the bot is worded when they are back
_PROMISED = "promise-made"


async def add_digest_line(ctx: Context, person: Person, ticket: Ticket, line: Say) -> None:
    """Add a line to the next digest.

    The digest's time is set by a statement of its own: the person's row as it is now counts, not as this unit of work
    read it.
    """
    kept = DigestLine(person_id=person.id, ticket_id=ticket.id, key=line.key, args=dict(line.args), at=ctx.now)
    ctx.session.add(kept)
    await ctx.session.flush()
    due = get_next_digest_time(ctx.now, ctx.rules.timezone)
    put = update(Person).where(Person.id == person.id).values(digest_at=func.coalesce(Person.digest_at, due))
    await ctx.session.execute(put.execution_options(synchronize_session=False))


async def replace_digest_lines(
    ctx: Context, person: Person, ticket: Ticket, line: Say, instead_of: tuple[str, ...]
) -> None:
    """Replace waiting lines with one of the keys `instead_of`."""
    kept = update(DigestLine).where(
        DigestLine.person_id == person.id,
        DigestLine.ticket_id == ticket.id,
        DigestLine.key.in_(instead_of),
        DigestLine.told_at.is_(None),
    )
    values = {"key": line.key, "args": dict(line.args)}
    await ctx.session.execute(kept.values(values).execution_options(synchronize_session=False))


async def send_digest_if_due(ctx: Context, person_id: int) -> None:
    """Send a person's digest if it is due, with the lines that are still true."""
    person = await ctx.session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if person is None or person.digest_at is None or person.digest_at > ctx.now:
        return
    person.digest_at = None
    told = delete(DigestLine).where(DigestLine.person_id == person_id, DigestLine.told_at < ctx.now - _KEPT)
    await ctx.session.execute(told)
    waiting = (DigestLine.person_id == person_id, DigestLine.told_at.is_(None))
    passed = DigestLine.args["at"].as_integer() <= int(ctx.now.timestamp())
    await ctx.session.execute(delete(DigestLine).where(*waiting, DigestLine.key == _PROMISED, passed))
    last = await _drop_outdated(ctx, waiting)
    if last is None:
        return
    await ctx.session.execute(update(DigestLine).where(*waiting).values(told_at=ctx.now))
    notifier.post_letter(ctx, person, Show("digest", slot=f"digest:{last}", fresh=True))


async def _drop_outdated(ctx: Context, waiting: tuple[ColumnElement[bool], ...]) -> int | None:
    """Delete lines no longer true, and all but the last line about the same. Return the id of the last line left."""
    lines = select(DigestLine.id, DigestLine.key, DigestLine.args, Ticket).join(Ticket).where(*waiting)
    left: dict[tuple[int, str, int], int] = {}
    over: list[int] = []
    for key, said, args, ticket in await ctx.session.execute(lines.order_by(DigestLine.id)):
        about = get_line_subject(said)
        place = (ticket.id, about, 0 if about else key)
        over += [left.pop(place)] if place in left else []
        if is_still_true(said, args, ticket):
            left[place] = key
        else:
            over.append(key)
    if over:
        await ctx.session.execute(delete(DigestLine).where(any_of(DigestLine.id, over)))
    return max(left.values(), default=None)
