"""Rules through the API, with the scope `rules`: read, written, switched, ordered, tried on the last 30 days."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from desk import Context, Refused
from desk.acts.of_rules import ACTIONS
from desk.automation import preview as previews
from desk.automation import rule_list, rules
from desk.automation.rule_checks import check_rule
from desk.automation.rule_list import RuleLine
from desk.integrations.scopes import Scope
from desk.rule_specs import Action, Condition, ConditionField, RuleSpec, RuleTrigger
from web.api import reading
from web.api.caller import Caller, get_caller
from web.api.operations import declare_operation
from web.api.problems import ApiError
from web.api.route import ApiRoute
from web.api.schemas.values import Items, TicketNumber

Id = Annotated[int, Path(ge=1, lt=2**63, description="of the rule")]
if TYPE_CHECKING:
    _Kind = str
else:
    _Kind = Literal[ACTIONS]
_Value = int | Annotated[str, Field(max_length=2000)]


class RuleCondition(BaseModel):
    """A condition of a rule."""

    model_config = ConfigDict(extra="forbid")
    field: ConditionField = Field(description="what is compared")
    values: list[_Value] = Field(
        max_length=50, description="one of them has to be right: ids, priorities, words; 0 among ids: none is set"
    )
    negated: bool = Field(False, description="true: none of them may be right")


class RuleAction(BaseModel):
    """An action of a rule."""

    model_config = ConfigDict(extra="forbid")
    kind: _Kind = Field(description="what is done")
    value: _Value | None = Field(
        None,
        description="as the kind needs it: an id, a priority, a label, minutes or words; null: the kind needs none",
    )
    to: list[Annotated[str, Field(max_length=60)]] = Field(
        [],
        max_length=50,
        description="who is told: leads, assignee, group, or a kind and a key, as role:senior, person:12, topic:3",
    )


class WrittenRule(BaseModel):
    """A rule: what it waits for, when it acts, and what it does."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(
        max_length=60, examples=["Critical: tell the leads"], description="what the team calls it; one line"
    )
    event: RuleTrigger = Field(description="what it waits for")
    minutes: int = Field(0, ge=0, le=2**31 - 1, description="of a wait: how long nobody has answered")
    time: str = Field(
        "", max_length=5, examples=["09:30"], description="of a daily rule: hours and minutes, in the desk's time zone"
    )
    days: list[int] = Field([], max_length=7, description="of a daily rule: 0 is Monday; none: every day")
    conditions: list[RuleCondition] = Field([], max_length=10, description="all of them have to be met; none: always")
    actions: list[RuleAction] = Field(max_length=10, description="what it does, in this order")


class SwitchedRule(BaseModel):
    """The switch of a rule."""

    model_config = ConfigDict(extra="forbid")
    on: bool = Field(description="false: it does nothing until it is on again")


class RuleSeen(BaseModel):
    """A rule with its state."""

    id: int = Field(description="of the rule")
    name: str = Field(description="what the team calls it")
    on: bool = Field(description="false: it does nothing")
    rule: WrittenRule | None = Field(description="what it says; null: a newer version of pulldesk made it")
    runs: int = Field(description="how often it acted in the last 30 days")
    stopped_at: datetime | None = Field(
        description="when it last acted so often that the rest had to wait; null: never"
    )
    failed_at: datetime | None = Field(description="when an action was refused last; null: never")
    failed: str | None = Field(description="the kind of that action; null: none was refused")


class RuleList(BaseModel):
    """All rules, in the order in which they run."""

    items: Items[RuleSeen]


class RuleExample(BaseModel):
    """A ticket on which the rule would have acted."""

    number: TicketNumber
    at: datetime = Field(description="when the rule would have acted")


class RulePreview(BaseModel):
    """The result of trying a rule on the last 30 days."""

    events: int = Field(description="how many events it would have waited for")
    acted: int = Field(description="on how many of them it would have acted")
    tickets: int = Field(description="on how many requests")
    cut: bool = Field(description="only the newest events were examined")
    now: bool = Field(description="a rule by schedule: tried on the requests that are open now")
    examples: list[RuleExample] = Field(description="the newest of these requests")


def make_router() -> APIRouter:
    """Return the routes of rules."""
    made = APIRouter(prefix="/v1/rules", tags=["Rules"], route_class=ApiRoute)
    write, one = (
        declare_operation(Scope.RULES, may=(409, 415)),
        declare_operation(Scope.RULES, may=(404, 409, 415)),
    )
    add = made.add_api_route
    add("", list_rules, methods=["GET"], **declare_operation(Scope.RULES))
    add("", create_rule, methods=["POST"], status_code=201, **write)
    add("/preview", preview_rule, methods=["POST"], **write)
    add("/{rule}", get_rule, methods=["GET"], **declare_operation(Scope.RULES, may=(404,)))
    add("/{rule}", put_rule, methods=["PUT"], **one)
    add("/{rule}", delete_rule, methods=["DELETE"], status_code=204, **one)
    add("/{rule}/switch", switch_rule, methods=["POST"], **one)
    add("/{rule}/up", move_rule_up, methods=["POST"], **one)
    return made


async def list_rules(request: Request) -> RuleList:
    """List the rules."""
    caller = get_caller(request)
    return RuleList(items=[_show(one) for one in await rule_list.list_rules(caller.session, caller.now)])


async def create_rule(request: Request, given: WrittenRule) -> RuleSeen:
    """Add a rule, at the end and switched off."""
    caller = get_caller(request)
    return await _load(caller, await rules.add_rule(caller.make_desk(None), _read(given)))


async def preview_rule(request: Request, given: WrittenRule) -> RulePreview:
    """Try a rule on the last 30 days, on the tickets that the token may read. Nothing is changed or saved."""
    caller = get_caller(request)
    spec, desk = _read(given), caller.make_desk(None)
    await check_rule(desk, spec)
    reader = Context(caller.session, desk.origin, None, now=caller.now, rules=caller.rules)
    tried = await previews.preview_rule(reader, spec, reading.is_visible(caller))
    examples = [RuleExample(number=one.number, at=one.at) for one in tried.examples]
    return RulePreview(
        events=tried.events, acted=tried.acted, tickets=tried.tickets, cut=tried.is_cut, now=tried.is_now,
        examples=examples,
    )  # fmt: skip


async def get_rule(request: Request, rule: Id) -> RuleSeen:
    """Read a rule."""
    return await _load(get_caller(request), rule)


async def put_rule(request: Request, rule: Id, given: WrittenRule) -> RuleSeen:
    """Change a rule; it stays on or off."""
    caller = get_caller(request)
    await _load(caller, rule)
    await rules.change_rule(caller.make_desk(None), rule, _read(given))
    return await _load(caller, rule)


async def delete_rule(request: Request, rule: Id) -> None:
    """Remove a rule. The history of tickets still names it."""
    caller = get_caller(request)
    await _load(caller, rule)
    await rules.remove_rule(caller.make_desk(None), rule)


async def switch_rule(request: Request, rule: Id, given: SwitchedRule) -> RuleSeen:
    """Switch a rule on or off."""
    caller = get_caller(request)
    await _load(caller, rule)
    await rules.switch_rule(caller.make_desk(None), rule, on=given.on)
    return await _load(caller, rule)


async def move_rule_up(request: Request, rule: Id) -> RuleList:
    """Move a rule up: it runs before the one above it."""
    caller = get_caller(request)
    await _load(caller, rule)
    await rules.move_rule_up(caller.make_desk(None), rule)
    return await list_rules(request)


async def _load(caller: Caller, rule_id: int) -> RuleSeen:
    found = await rule_list.find_rule(caller.session, rule_id, caller.now)
    if found is None:
        raise ApiError(404, "no-such-rule")
    return _show(found)


def _read(given: WrittenRule) -> RuleSpec:
    if "\0" in given.model_dump_json().replace("\\u0000", "\0"):
        raise Refused("rule-name-wrong", longest=60)
    return RuleSpec(
        given.name, given.event,
        tuple(Condition(one.field, tuple(one.values), one.negated) for one in given.conditions),
        tuple(Action(one.kind, one.value, tuple(one.to)) for one in given.actions),
        minutes=given.minutes, time=given.time, days=tuple(sorted(set(given.days))),
    )  # fmt: skip


def _show(line: RuleLine) -> RuleSeen:
    return RuleSeen(
        id=line.id, name=line.name, on=line.enabled, rule=_write(line.spec), runs=line.runs,
        stopped_at=line.stopped_at, failed_at=line.failed_at, failed=line.failed_action or None,
    )  # fmt: skip


def _write(spec: RuleSpec | None) -> WrittenRule | None:
    if spec is None:
        return None
    return WrittenRule(
        name=spec.name, event=spec.trigger, minutes=spec.minutes, time=spec.time, days=list(spec.days),
        conditions=[RuleCondition(field=c.field, values=list(c.values), negated=c.negated) for c in spec.conditions],
        actions=[RuleAction(kind=a.kind, value=a.value, to=list(a.to)) for a in spec.actions],
    )  # fmt: skip
