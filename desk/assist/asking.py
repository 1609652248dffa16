"""Asking the assistant: who may, what forbids it, how often; the work itself is a job. Knows no HTTP, and loads
nothing of what the work needs."""

from datetime import timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import AssistKind, AssistUse, Box, Category, Organization, Origin, Person, Ticket, any_of
from db.unit_of_work import NewJob
from desk import Desk, DeskSettings, Refused, TicketResult
from desk.policy import Verb, permissions

_A_MINUTE, _A_DAY = timedelta(minutes=1), timedelta(days=1)


async def ask_draft(desk: Desk, number: int) -> TicketResult:
    """Have an answer drafted, which only the actor may send; while one is on its way nothing more is asked. Raises
    Refused where there is no helper, where it is forbidden, and beyond its limits."""
    return await _ask(desk, number, AssistKind.DRAFT, Verb.DRAFT)


async def ask_summary(desk: Desk, number: int) -> TicketResult:
    """Have a request summed up as a note, for who takes over. Raises as `ask_draft`."""
    return await _ask(desk, number, AssistKind.SUMMARY, Verb.SUM_UP)


async def _ask(desk: Desk, number: int, kind: AssistKind, verb: Verb) -> TicketResult:
    if desk.rules.assist.url is None:
        raise Refused("draft-off")
    if desk.place.is_public or desk.place.is_requesters_chat:
        raise Refused("draft-not-here")
    async with desk.change(number, verb) as ticket:
        desk.require_target(ticket, verb)
        me = desk.require_actor()
        if (why := await find_forbidden(desk.session, ticket, desk.rules)) is not None:
            raise Refused(why)
        last = await find_last(desk.session, ticket, me, desk.rules, kind)
        if last is None or last.ended_at is not None or last.at < desk.now - desk.rules.assist.patience:
            await _require_left(desk)
            is_panel = desk.origin is Origin.PANEL
            use = AssistUse(
                kind=kind, ticket_id=ticket.id, person_id=me.id, at=desk.now,
                origin=Origin.PANEL if is_panel else Origin.TELEGRAM,
            )  # fmt: skip
            desk.session.add(use)
            await desk.session.flush()
            body = queue.encode_payload({"use": use.id})
            queue.put_job(desk.session, NewJob(Box.TO_ASSIST, str(use.id), body, desk.now, ticket_id=ticket.id))
            await desk.publish(ticket)
        return await desk.make_result(ticket)


async def find_forbidden(session: AsyncSession, ticket: Ticket, rules: DeskSettings) -> str | None:
    """Return the text of why nothing of a request, or of one that was merged into it, may go to the assistant: its
    topic or organization forbids it, its requester has not agreed to the terms, or is erased."""
    thread = await session.scalars(select(Ticket).where(any_of(Ticket.id, ticket.thread_ids)))
    found = [await _find_forbidden(session, one, rules) for one in thread.all()]
    return next((why for why in found if why is not None), None)


async def _find_forbidden(session: AsyncSession, ticket: Ticket, rules: DeskSettings) -> str | None:
    topic = await session.get(Category, ticket.category_id) if ticket.category_id is not None else None
    of = await session.get(Organization, ticket.organization_id) if ticket.organization_id is not None else None
    requester = await session.get_one(Person, ticket.requester_id)
    if requester.erased_at is not None or any(one is not None and one.no_assist for one in (topic, of)):
        return "draft-forbidden"
    is_agreed = (requester.consent_version or 0) >= rules.privacy.consent or permissions.is_staff(requester)
    return None if is_agreed else "draft-consent"


async def find_last(
    session: AsyncSession, ticket: Ticket, person: Person, rules: DeskSettings, kind: AssistKind | None = None
) -> AssistUse | None:
    """Return what the person last asked about a request, if there is a helper."""
    if rules.assist.url is None:
        return None
    kinds = [AssistUse.kind == kind] if kind is not None else []
    asked = select(AssistUse).where(AssistUse.ticket_id == ticket.id, AssistUse.person_id == person.id, *kinds)
    found: AssistUse | None = await session.scalar(asked.order_by(AssistUse.id.desc()).limit(1))
    return found


async def _require_left(desk: Desk) -> None:
    """Raise Refused if the assistant was used as often as it may be."""
    rules = desk.rules.assist
    tokens = func.coalesce(func.sum(AssistUse.sent + AssistUse.received), 0)
    lately = func.count().filter(_is_within(desk, _A_MINUTE))
    used, minute, spent = (
        await desk.session.execute(select(func.count(), lately, tokens).where(_is_within(desk, _A_DAY)))
    ).one()
    if minute >= rules.per_minute:
        raise Refused("draft-often", most=rules.per_minute)
    if used >= rules.per_day or spent >= rules.tokens_per_day:
        raise Refused("draft-used-up", used=used, most=rules.per_day, tokens=int(spent), limit=rules.tokens_per_day)


def _is_within(desk: Desk, length: timedelta) -> ColumnElement[bool]:
    return AssistUse.at > desk.now - length
