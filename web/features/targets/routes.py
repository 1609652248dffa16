"""Targets by priority: their values, what other values would have meant, what they would change for open tickets;
then saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

from fastapi import APIRouter, Form
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.models import Origin
from desk import Desk, DeskSettings, Refused, TargetLengths
from desk.admin_settings import changes
from desk.admin_settings.registry import get_setting
from desk.metrics import target_simulation
from desk.metrics.target_simulation import TargetEffect
from desk.operations import targets_of_open_tickets
from desk.operations.targets_of_open_tickets import TargetPreview
from desk.policy.permissions import Grant
from desk.settings.kinds import format_length
from web.context import Visitor, WebContext
from web.panel.page_forms import PageForm
from web.panel.page_route import PageRoute
from web.panel.pages import make_words, show_page, try_verb

_KEYS = {1: "target_critical", 2: "target_high", 3: "target_medium", 4: "target_low"}
_LONGEST = 40
_TRY = "try"
_Text = Annotated[str, Field(max_length=_LONGEST)]


class _GivenTargets(PageForm):
    """The form: both durations of each priority as typed, in order; and whether they are only tested."""

    form: str = ""
    seen: Annotated[int, Field(ge=0, lt=2**63)] = 0
    first: Annotated[list[_Text], Field(min_length=4, max_length=4)]
    solve: Annotated[list[_Text], Field(min_length=4, max_length=4)]
    do: str = _TRY
    also_open: str = ""

    def list_refused(self) -> set[str]:
        """Return the settings whose pair of durations is impossible."""
        return {key for key, text in self.format_typed().items() if not _is_pair(key, text)}

    def format_typed(self) -> dict[str, str]:
        """Return the typed value of each setting."""
        pairs = zip(_KEYS.values(), self.first, self.solve, strict=True)
        return {key: f"first {first.strip()}; solve {solve.strip()}" for key, first, solve in pairs}


@dataclass(frozen=True, slots=True)
class TargetTrial:
    """One priority with other targets, and what they would have meant."""

    priority: int
    old: str
    new: str
    would: TargetEffect


@dataclass(frozen=True, slots=True)
class TrialResult:
    """The result of a test. `open`: the effect on open tickets; empty where targets are off."""

    changed: list[TargetTrial]
    open: TargetPreview | None


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/promises")
    async def promises(request: Request) -> Response:
        """Show the page."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_page(ctx, visitor)

    @made.post("/promises")
    async def change(request: Request, given: Annotated[_GivenTargets, Form()]) -> Response:
        """Test the targets, or save them for new tickets and, if chosen, for open ones."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            visitor.require(Grant.SETTINGS_PROMISES)
            if given.do == _TRY:
                found: list[TrialResult] = []
                wrong = _find_errors(visitor, given) or await try_verb(visitor, _try_targets(visitor, given, found))
                return await _show_page(ctx, visitor, wrong=wrong, given=given, trial=found[0] if found else None)
            if wrong := _find_errors(visitor, given):
                return await _show_page(ctx, visitor, wrong=wrong, given=given)
            saved = changes.change_settings(visitor.desk, given.format_typed(), seen=given.seen)
            wrong = await try_verb(visitor, saved)
            if wrong:
                return await _show_page(ctx, visitor, wrong=wrong, given=given)
        if given.also_open:
            async with ctx.admit_visitor(request, form=given.form) as visitor:  # by the settings as they are now
                wrong = await try_verb(visitor, targets_of_open_tickets.apply_targets(visitor.desk))
                if wrong:
                    return await _show_page(ctx, visitor, wrong=wrong)
        return RedirectResponse("/promises", 303)

    return made


def _is_pair(key: str, text: str) -> bool:
    one = get_setting(key)
    try:
        return one is not None and bool(one.kind.parse_text(text))
    except ValueError:
        return False


def _find_errors(visitor: Visitor, given: _GivenTargets) -> str:
    """Return for which priorities the durations cannot be read, with an example; empty where all can."""
    words = make_words(visitor)
    refused = [
        words.say("priority-name", priority=number) for number, key in _KEYS.items() if key in given.list_refused()
    ]
    return words.say("page-target-wrong", which=", ".join(refused)) if refused else ""


async def _try_targets(visitor: Visitor, given: _GivenTargets, found: list[TrialResult]) -> None:
    rules = visitor.rules
    wanted = rules.with_values(_read(given.format_typed()))
    took = await target_simulation.count_resolved_lately(visitor.session, rules, visitor.now)
    changed = []
    for priority, new in wanted.targets.by_priority.items():
        old = rules.targets.by_priority[priority]
        if new != old:
            would = target_simulation.simulate_targets(took.get(priority, ()), old, new)
            changed.append(TargetTrial(priority, _say_lengths(visitor, old), _say_lengths(visitor, new), would))
    found.append(TrialResult(changed, await _open(visitor, wanted) if changed and rules.targets.enabled else None))


async def _open(visitor: Visitor, wanted: DeskSettings) -> TargetPreview:
    desk = Desk(visitor.session, Origin.PANEL, visitor.person, now=visitor.now, rules=wanted)
    return await targets_of_open_tickets.preview_targets(desk)


def _read(typed: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings' values by their paths. Raises Refused with an example."""
    read = {}
    for key, text in typed.items():
        one = get_setting(key)
        assert one is not None
        try:
            read.update(one.load_values(one.kind.parse_text(text)))
        except ValueError:
            wrong, args = one.kind.wrong
            raise Refused(wrong, **args) from None
    return read


async def _show_page(
    ctx: WebContext, visitor: Visitor, *, wrong: str = "", given: _GivenTargets | None = None,
    trial: TrialResult | None = None,
) -> Response:  # fmt: skip
    visitor.require(Grant.SETTINGS_PROMISES)
    now = {priority: _pair(visitor, pair) for priority, pair in visitor.rules.targets.by_priority.items()}
    fields = dict(enumerate(zip(given.first, given.solve, strict=True), start=1)) if given else now
    return show_page(
        ctx, visitor, "targets/targets.html", status=422 if wrong else 200, wrong=wrong, now_set=now,
        fields=fields, refused=given.list_refused() if given else (), trial=trial, keys=_KEYS,
        odd=list_odd_targets(visitor.rules.targets.by_priority),
        is_on=visitor.rules.targets.enabled, seen=await changes.get_newest_version(visitor.session, _KEYS.values()),
    )  # fmt: skip


def list_odd_targets(by_priority: Mapping[int, TargetLengths]) -> list[tuple[int, int]]:
    """Return the priorities with a target shorter than that of the next more urgent one, each with that one."""
    in_order = sorted(by_priority)
    return [
        (less, more)
        for more, less in pairwise(in_order)
        if any(short < long for short, long in zip(by_priority[less], by_priority[more], strict=True))
    ]


def _pair(visitor: Visitor, lengths: TargetLengths) -> tuple[str, str]:
    first, solution = (format_length(visitor.language, one) for one in lengths)
    return first, solution


def _say_lengths(visitor: Visitor, lengths: TargetLengths) -> str:
    return " / ".join(_pair(visitor, lengths))
