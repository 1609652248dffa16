"""Failed jobs: what could not be delivered or done, each with a button to try it again. The verb checks again that it
is an admin."""

from typing import Annotated

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.operations import failed_jobs, failed_mails
from desk.policy.permissions import Grant
from web.context import Visitor, WebContext
from web.panel.page_forms import Id, PageForm
from web.panel.page_route import PageRoute
from web.panel.pages import show_page, try_verb

_Page = Annotated[int, Field(ge=-(2**31), lt=2**31)]


class _GivenPage(BaseModel):
    """The page in the address."""

    page: _Page = 1


class _GivenRetry(PageForm):
    """The form of one job."""

    form: str = ""
    page: _Page = 1


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/failed")
    async def listed(request: Request, given: Annotated[_GivenPage, Query()]) -> Response:
        """Show a page of the failed jobs, and one of the mails that opened no request."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_page(ctx, visitor, page=given.page)

    @made.post("/failed/{job_id}/retry")
    async def retry(request: Request, job_id: Id, given: Annotated[_GivenRetry, Form()]) -> Response:
        """Try a job again."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            visitor.require(Grant.OPERATIONS)
            wrong = await try_verb(visitor, failed_jobs.retry_job(visitor.desk, job_id))
            if wrong:
                return await _show_page(ctx, visitor, wrong)
        return RedirectResponse("/failed", 303)

    @made.post("/failed/{job_id}/open")
    async def open_mail(request: Request, job_id: Id, given: Annotated[_GivenRetry, Form()]) -> Response:
        """Open the request of a mail that cannot be read."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            visitor.require(Grant.OPERATIONS)
            wrong = await try_verb(visitor, failed_mails.open_anyway(visitor.desk, job_id))
            if wrong:
                return await _show_page(ctx, visitor, wrong)
        return RedirectResponse("/failed", 303)

    @made.post("/failed/{job_id}/dismiss")
    async def dismiss_mail(request: Request, job_id: Id, given: Annotated[_GivenRetry, Form()]) -> Response:
        """Take a mail that opened no request off the list."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            visitor.require(Grant.OPERATIONS)
            wrong = await try_verb(visitor, failed_jobs.dismiss_mail(visitor.desk, job_id))
            if wrong:
                return await _show_page(ctx, visitor, wrong)
        return RedirectResponse(f"/failed?page={given.page}", 303)

    return made


async def _show_page(ctx: WebContext, visitor: Visitor, wrong: str = "", page: int = 1) -> Response:
    visitor.require(Grant.OPERATIONS)
    found = await failed_jobs.load_not_taken(visitor.session, page)
    failed = await failed_jobs.list_failed(visitor.session, found.page)
    status = 409 if wrong else 200
    return show_page(ctx, visitor, "failed_jobs/failed.html", status=status, failed=failed, found=found, wrong=wrong)
