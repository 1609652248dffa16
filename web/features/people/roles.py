"""The role and the grants of one person on the team, as forms on their page."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from db.models import Role
from desk.policy.permissions import PRESETS, Grant
from desk.staff import members
from web.context import WebContext
from web.features.people.member import change_member
from web.panel.page_forms import Id, PageForm
from web.panel.page_route import PageRoute

_Names = Annotated[Sequence[str], Field(max_length=100)]


class _GivenGrants(PageForm):
    """A form: the ticked grants, those ticked when it was shown (`was`), or all as the role says (`reset`)."""

    form: str = ""
    grant: _Names = ()
    was: _Names = ()
    reset: str = ""

    def list_changes(self) -> dict[Grant, bool]:
        """Return what was changed in the form."""
        return {one: one.value in self.grant for one in Grant if (one.value in self.grant) != (one.value in self.was)}


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.post("/people/{person_id}/role")
    async def role(
        request: Request, person_id: Id, form: Annotated[str, Form()] = "", role: Annotated[str, Form()] = ""
    ) -> Response:
        """Give them a role."""
        if role not in PRESETS:
            return Response(status_code=422)
        return await change_member(
            ctx, request, form, person_id, lambda visitor, key: members.give_role(visitor.desk, key, Role(role))
        )

    @made.post("/people/{person_id}/grants")
    async def grants(request: Request, person_id: Id, given: Annotated[_GivenGrants, Form()]) -> Response:
        """Set what they may do."""
        if given.reset:
            return await change_member(
                ctx, request, given.form, person_id, lambda visitor, key: members.reset_grants(visitor.desk, key)
            )
        changed = given.list_changes()
        return await change_member(
            ctx, request, given.form, person_id, lambda visitor, key: members.set_grants(visitor.desk, key, changed)
        )

    return made
