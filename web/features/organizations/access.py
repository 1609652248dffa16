"""Admission to the pages of organizations: staff reads them, admins change them, while the desk has them switched
on."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from starlette.requests import Request

from desk import NotAllowed
from desk.policy.permissions import Grant
from web.context import Visitor, WebContext


@asynccontextmanager
async def admit_reader(ctx: WebContext, request: Request) -> AsyncIterator[Visitor]:
    """Yield the visitor to a page that staff may read. Raises NotAllowed while organizations are switched off."""
    async with ctx.admit_visitor(request) as visitor:
        if not visitor.rules.organizations.enabled:
            raise NotAllowed
        yield visitor


@asynccontextmanager
async def admit_admin(
    ctx: WebContext, request: Request, form: Mapping[str, str] | None = None
) -> AsyncIterator[Visitor]:
    """Yield an admin, to whom a page is shown or whose `form` came. Raises NotAllowed for everybody else."""
    async with ctx.admit_visitor(request, form=None if form is None else form.get("form", "")) as visitor:
        require_grant_of_organizations(visitor)
        yield visitor


def require_grant_of_organizations(visitor: Visitor) -> None:
    """Raise NotAllowed unless the visitor is an admin and organizations are switched on."""
    visitor.require(Grant.ORGANIZATIONS)
    if not visitor.rules.organizations.enabled:
        raise NotAllowed
