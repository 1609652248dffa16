"""Failed jobs: what could not be delivered or done, each with a button to try it again. The verb checks again that it
is an admin."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.operations import failed_jobs, failed_mails
from desk.policy import permissions
from desk.policy.permissions import Grant
from web.context import Visitor, WebContext
from web.panel.page_route import PageRoute
from web.panel.return_address import Id, PageForm, show_page, try_verb


class _GivenRetry(PageForm):
    """The form of one job."""

    form: str = ""


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/failed")
    async def listed(request: Request) -> Response:
        """Show the newest failed jobs."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_page(ctx, visitor)

    @made.post("/failed/{job_id}/retry")
    async def retry(request: Request, job_id: Id, given: Annotated[_GivenRetry, Form()]) -> Response:
        """Try a job again."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            permissions.require_grant(visitor.person, Grant.OPERATIONS)
            wrong = await try_verb(visitor, failed_jobs.retry_job(visitor.desk, job_id))
            if wrong:
                return await _show_page(ctx, visitor, wrong)
        return RedirectResponse("/failed", 303)

    @made.post("/failed/{job_id}/open")
    async def open_mail(request: Request, job_id: Id, given: Annotated[_GivenRetry, Form()]) -> Response:
        """Open the request of a mail that cannot be read."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            permissions.require_grant(visitor.person, Grant.OPERATIONS)
            wrong = await try_verb(visitor, failed_mails.open_anyway(visitor.desk, job_id))
            if wrong:
                return await _show_page(ctx, visitor, wrong)
        return RedirectResponse("/failed", 303)

    return made


async def _show_page(ctx: WebContext, visitor: Visitor, wrong: str = "") -> Response:
    permissions.require_grant(visitor.person, Grant.OPERATIONS)
    failed = await failed_jobs.list_failed(visitor.session)
    mails = await failed_jobs.list_not_taken(visitor.session)
    return show_page(ctx, visitor, "failed_jobs/failed.html", failed=failed, not_taken=mails, wrong=wrong)
