"""`GET /me`: whose the token is, and what it may do."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request

from desk.integrations.scopes import Scope
from web.api.caller import get_caller
from web.api.operations import declare_operation
from web.api.route import ApiRoute


class TokenSeen(BaseModel):
    """A token: whose it is, and what it may do."""

    integration: str = Field(examples=["Shop"], description="its name, as admins gave it")
    scopes: list[Scope] = Field(description="what the token may do")
    external_id: str | None = Field(
        description="the user whose own token it is, by your own id; null: the integration's token"
    )
    expires_at: datetime | None = Field(description="of the integration's token; null: never")
    per_minute: int = Field(description="requests a minute")


def make_router() -> APIRouter:
    """Return the route."""
    made = APIRouter(prefix="/v1", tags=["Token"], route_class=ApiRoute)
    made.add_api_route("/me", get_me, methods=["GET"], **declare_operation())
    return made


async def get_me(request: Request) -> TokenSeen:
    """Read what your token may do: whose it is, its scopes and its limits. Any token may."""
    bearer = get_caller(request).bearer
    return TokenSeen(
        integration=bearer.system.name, scopes=[one for one in Scope if bearer.has_scope(one)],
        external_id=bearer.only.external_id if bearer.only is not None else None,
        expires_at=bearer.system.expires_at, per_minute=bearer.system.per_minute,
    )  # fmt: skip
