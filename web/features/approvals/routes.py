"""Answers that wait for approval: the page of all of them, and the form under each, here and on its ticket's page."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.database import savepoint
from db.models import Approval, Person
from desk import Refused, approvals
from desk.policy.permissions import Grant
from desk.queries import awaiting_approval
from desk.staff import members
from desk.text import RichText
from web.context import Visitor, WebContext
from web.features.people.member import show_member
from web.features.ticket.page import TicketView, Typed, show_ticket_page
from web.panel.page_forms import Id, PageForm
from web.panel.page_route import PageRoute
from web.panel.pages import make_words, show_page, try_verb


class DecisionForm(PageForm):
    """The form under an answer: the decision ("send", "return", "withdraw"), the words as they are in the field and as
    they were, the comment, and when the newest words were written that were shown, in milliseconds."""

    form: str = ""
    decision: str = ""
    words: Annotated[str, Field(max_length=20_000)] = ""
    was: Annotated[str, Field(max_length=20_000)] = ""
    comment: Annotated[str, Field(max_length=8000)] = ""
    seen: Annotated[int, Field(ge=0, le=10**14)] = 0


class TraineeForm(PageForm):
    """The form of a trainee: "mentor" with a Telegram id (0: no one in particular), or "promote"."""

    form: str = ""
    what: str = ""
    mentor: Annotated[int, Field(ge=0, lt=2**63)] = 0


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/approvals")
    async def page(request: Request) -> Response:
        """Show the answers that wait for the visitor's decision."""
        async with ctx.admit_visitor(request) as visitor:
            visitor.require(Grant.APPROVE)
            return await _show(ctx, visitor)

    @made.post("/approvals/{approval_id:id}")
    async def decide(request: Request, approval_id: Id, given: Annotated[DecisionForm, Form()]) -> Response:
        """Send, return or withdraw an answer, and show its ticket."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            draft = await awaiting_approval.load_draft(visitor.session, approval_id, visitor.person)
            if draft is None or given.decision not in _DECISIONS:
                return Response(status_code=404)
            try:
                async with savepoint(visitor.session):
                    await _DECISIONS[given.decision](visitor, approval_id, given)
            except Refused as refused:
                wrong = make_words(visitor).say(refused.key, **refused.args_)
                if draft.is_offered:
                    typed = Typed(wrong=wrong, text=given.words if given.words != given.was else "")
                    return await show_ticket_page(ctx, visitor, draft.number, TicketView(), typed, status=409)
                return await _show(ctx, visitor, wrong=wrong, typed={approval_id: given}, status=409)
            return RedirectResponse(f"/tickets/{draft.number}#thread", 303)

    @made.post("/people/{person_id:id}/trainee")
    async def change_trainee(request: Request, person_id: Id, given: Annotated[TraineeForm, Form()]) -> Response:
        """Set the mentor of a trainee, or make the trainee an agent."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            visitor.require(Grant.TEAM)
            trainee = await visitor.session.get(Person, person_id)
            if trainee is None or trainee.telegram_id is None or given.what not in ("mentor", "promote"):
                return Response(status_code=404)
            if given.what == "promote":
                act = members.make_agent(visitor.desk, trainee.telegram_id)
            else:
                act = members.set_mentor(visitor.desk, trainee.telegram_id, given.mentor or None)
            wrong = await try_verb(visitor, act)
            return (
                await show_member(ctx, visitor, person_id, wrong=wrong)
                if wrong
                else RedirectResponse(f"/people/{person_id}", 303)
            )

    return made


async def _show(
    ctx: WebContext, visitor: Visitor, *, wrong: str = "", typed: dict[int, DecisionForm] | None = None,
    status: int = 200,
) -> Response:  # fmt: skip
    drafts = await awaiting_approval.list_waiting(visitor.session, visitor.person)
    return show_page(
        ctx, visitor, "approvals/approvals.html", status=status, drafts=drafts, wrong=wrong, typed_drafts=typed or {}
    )


async def _send(visitor: Visitor, approval_id: int, given: DecisionForm) -> None:
    """Send it, changed if the field holds other words than the page had. Nothing is sent if the requester has written
    since."""
    said, was = (text.replace("\r\n", "\n") for text in (given.words, given.was))
    words = RichText(said) if said != was else None
    before = (await visitor.session.get_one(Approval, approval_id)).state
    row = await approvals.send_approved(visitor.desk, approval_id, seen=given.seen, words=words)
    if row.state is before:
        raise Refused("approval-new-words")


async def _return(visitor: Visitor, approval_id: int, given: DecisionForm) -> None:
    await approvals.return_draft(visitor.desk, approval_id, given.comment)


async def _withdraw(visitor: Visitor, approval_id: int, _given: DecisionForm) -> None:
    await approvals.withdraw_draft(visitor.desk, approval_id)


_DECISIONS = {"send": _send, "return": _return, "withdraw": _withdraw}
