"""Acts of the team that internal systems do to anybody's requests, each as it is declared."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import AfterValidator, Field, StringConstraints, create_model
from starlette.requests import Request
from starlette.responses import Response

from desk.act_catalogue import list_acts
from desk.acts.declaring import Argument, Door, RowKey, TicketAct
from desk.integrations.scopes import Scope
from desk.locked import MOST
from desk.policy import Verb
from desk.settings.kinds import Choice, Length
from desk.settings.kinds import Moment as MomentKind
from web.api.operations import IfMatch, Number, declare_operation
from web.api.problems import ApiError
from web.api.route import ApiRoute
from web.api.schemas.tickets import TicketChanged, TicketWhole
from web.api.schemas.values import FromIntegration, Moment, require_line
from web.api.team import answer_change, lock_ticket


def make_router() -> APIRouter:
    """Return the routes of the acts."""
    made = APIRouter(prefix="/v1", tags=["Team"], route_class=ApiRoute)
    for name, act in list_acts(Door.API).items():
        made.add_api_route(
            f"/tickets/{{number}}/acts/{name}", _make_operation(act), methods=["POST"], name=f"{name}_ticket",
            description=f"{act.says}.",
            **declare_operation(Scope.ALL_WRITE, may=(404, 409, 412, 415), idempotent=True),
        )  # fmt: skip
    return made


def _make_operation(act: TicketAct) -> Callable[..., Any]:
    async def run_act(
        request: Request, response: Response, number: Number, given: FromIntegration, if_match: IfMatch = None
    ) -> TicketWhole | TicketChanged:
        caller, _ = await lock_ticket(request, number, if_match)
        values = act.keep_given(given.model_dump())
        notes = [one.name for one in act.arguments if one.needs is Verb.NOTE and one.name in values]
        if notes and not caller.bearer.has_scope(Scope.NOTES):
            raise ApiError(403, "scope", f"{notes[0]} is a note: the token needs {Scope.NOTES.value}")
        await act.run(caller.make_desk(None), number, **values)
        return await answer_change(caller, response, number)

    fields: dict[str, Any] = {one.name: _make_field(one) for one in act.arguments}
    model = create_model(f"{act.name.capitalize()}Given", __base__=FromIntegration, __doc__=f"{act.says}.", **fields)
    nothing = Annotated[FromIntegration, Depends(FromIntegration)]
    run_act.__annotations__["given"] = model if fields else nothing
    return run_act


def _make_field(one: Argument) -> tuple[Any, Any]:
    if isinstance(one.kind, MomentKind):
        kind: Any = Moment
    elif isinstance(one.kind, Choice):
        kind = Literal[one.kind.presets]
    elif isinstance(one.kind, RowKey):
        kind = Annotated[int, Field(ge=1, lt=MOST, strict=True)]
    elif isinstance(one.kind, Length):
        kind = Annotated[int, Field(ge=one.kind.least, le=one.kind.most, strict=True)]
    else:
        length = StringConstraints(min_length=1, max_length=one.kind.longest)
        kind = Annotated[str, length, AfterValidator(require_line)]
    told = Field(None if one.is_optional else ..., description=one.says, examples=[one.example])
    return kind | None if one.is_optional or one.clears else kind, told
