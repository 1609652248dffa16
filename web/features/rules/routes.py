"""Rules: the list with switches and order, and the editor. A rule is tried on the last 30 days before it is saved.

The verbs check again that the visitor may change rules.
"""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import Context
from desk.automation import preview, ready_rules, rule_views, rules, wording
from desk.automation.checking import check_rule
from desk.policy import permissions, visibility
from desk.policy.grants import Grant
from desk.rule_specs import WAITS, ActionKind, ConditionField, RuleSpec, RuleTrigger
from web.context import Visitor, WebContext
from web.features.rules.choices import load_choices
from web.features.rules.form import OF_WORDS, UNITS, TypedForm, make_fingerprint, read_rule, split_minutes
from web.panel import repeated_forms
from web.panel.form_errors import try_verb
from web.panel.frame import show_page
from web.panel.page_form import Id
from web.panel.page_route import PageRoute

_NEW = 0


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/rules")
    async def listed(request: Request) -> Response:
        """Show all rules in their order."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_list(ctx, visitor)

    @made.post("/rules/ready")
    async def add_ready(request: Request) -> Response:
        """Add the ready rules, all of them switched off."""
        form = TypedForm(await request.form())
        async with ctx.admit_visitor(request, form=form.get("form")) as visitor:
            permissions.require_grant(visitor.person, Grant.RULES)
            wrong = await try_verb(visitor, rules.add_ready_rules(visitor.desk))
            if wrong:
                return await _show_list(ctx, visitor, wrong=wrong)
        return RedirectResponse("/rules", 303)

    @made.get("/rules/new")
    async def new(request: Request) -> Response:
        """Show an empty rule."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_rule(ctx, visitor, _NEW, RuleSpec("", RuleTrigger.FILED))

    @made.get("/rules/{rule_id:id}")
    async def one(request: Request, rule_id: Id) -> Response:
        """Show one rule in the editor."""
        async with ctx.admit_visitor(request) as visitor:
            permissions.require_grant(visitor.person, Grant.RULES)
            found = await rule_views.find_rule(visitor.session, rule_id, visitor.now)
            if found is None:
                return Response(status_code=404)
            return await _show_rule(ctx, visitor, rule_id, found.spec)

    @made.post("/rules/{rule_id:id}")
    async def edit(request: Request, rule_id: Id) -> Response:
        """Add or remove a part, try the rule, or save it as it was tried."""
        form = TypedForm(await request.form())
        async with ctx.admit_visitor(request, form=form.get("form")) as visitor:
            permissions.require_grant(visitor.person, Grant.RULES)
            return await _edit(ctx, visitor, rule_id, form)

    @made.post("/rules/{rule_id:id}/{what}")
    async def change(request: Request, rule_id: Id, what: str) -> Response:
        """Switch, move or remove a rule."""
        form = TypedForm(await request.form())
        async with ctx.admit_visitor(request, form=form.get("form")) as visitor:
            permissions.require_grant(visitor.person, Grant.RULES)
            if what not in _CHANGES:
                return Response(status_code=404)
            wrong = await try_verb(visitor, _CHANGES[what](visitor, rule_id))
            if wrong:
                return await _show_list(ctx, visitor, wrong=wrong)
        return RedirectResponse("/rules", 303)

    return made


_CHANGES: dict[str, Callable[[Visitor, int], Awaitable[object]]] = {
    "on": lambda visitor, rule_id: rules.switch_rule(visitor.desk, rule_id, on=True),
    "off": lambda visitor, rule_id: rules.switch_rule(visitor.desk, rule_id, on=False),
    "up": lambda visitor, rule_id: rules.move_rule_up(visitor.desk, rule_id),
    "remove": lambda visitor, rule_id: rules.remove_rule(visitor.desk, rule_id),
}
"""By the last word of the address."""


async def _edit(ctx: WebContext, visitor: Visitor, rule_id: int, form: TypedForm) -> Response:
    rule, then = read_rule(form), form.get("then")
    if then not in ("try", "save", "on"):
        return await _show_rule(ctx, visitor, rule_id, rule)
    if then != "try" and form.get("tried") == make_fingerprint(rule):
        return await _save(ctx, visitor, rule_id, rule, form)
    wrong = await try_verb(visitor, check_rule(visitor.desk, rule))
    return await _show_rule(ctx, visitor, rule_id, rule, wrong=wrong, is_tried=not wrong)


async def _save(ctx: WebContext, visitor: Visitor, rule_id: int, rule: RuleSpec, form: TypedForm) -> Response:
    sent = repeated_forms.extend_key(form.get(repeated_forms.FIELD), rule_id, rule)
    if (again := await repeated_forms.find_earlier_answer(visitor, sent)) is not None:
        return again
    seen = form.get_number("seen")
    is_on = form.get("then") == "on"
    doing = rules.change_rule(visitor.desk, rule_id, rule, seen=seen) if rule_id else _add(visitor, rule, is_on=is_on)
    wrong = await try_verb(visitor, doing)
    if wrong:
        return await _show_rule(ctx, visitor, rule_id, rule, wrong=wrong)
    await repeated_forms.remember_answer(visitor, sent, "/rules")
    return RedirectResponse("/rules", 303)


async def _add(visitor: Visitor, rule: RuleSpec, *, is_on: bool) -> None:
    made = await rules.add_rule(visitor.desk, rule)
    if is_on:
        await rules.switch_rule(visitor.desk, made, on=True)


async def _show_list(ctx: WebContext, visitor: Visitor, *, wrong: str = "") -> Response:
    permissions.require_grant(visitor.person, Grant.RULES)
    lines = await rule_views.list_rules(visitor.session, visitor.now)
    said = {
        one.id: await wording.describe_rule(visitor.session, one.spec, visitor.language) for one in lines if one.spec
    }
    has_ready = bool(ready_rules.list_ready(visitor.language).keys() - {one.ready for one in lines})
    return show_page(
        ctx, visitor, "rules/rules.html", status=422 if wrong else 200, wrong=wrong, lines=lines, said=said,
        has_ready=has_ready,
    )  # fmt: skip


async def _show_rule(
    ctx: WebContext, visitor: Visitor, rule_id: int, rule: RuleSpec | None, *, wrong: str = "", is_tried: bool = False
) -> Response:
    permissions.require_grant(visitor.person, Grant.RULES)
    tried = None
    if rule is not None and is_tried:
        reader = Context(visitor.session, origin=visitor.desk.origin, actor=visitor.person, now=visitor.now,
                         rules=visitor.rules)  # fmt: skip
        tried = await preview.preview_rule(reader, rule, visibility.is_seen_by_staff(visitor.person))
    shown = rule or RuleSpec("", RuleTrigger.FILED)
    wait, unit = split_minutes(shown.minutes)
    return show_page(
        ctx, visitor, "rules/rule.html", status=422 if wrong else 200, wrong=wrong, rule_id=rule_id, rule=rule,
        choices=await load_choices(visitor, shown), tried=tried, triggers=list(RuleTrigger), waits=WAITS,
        fields=list(ConditionField), kinds=list(ActionKind), units=list(UNITS), wait=wait, unit=unit,
        of_words=OF_WORDS, split_minutes=split_minutes, fingerprint=make_fingerprint(shown) if tried else "",
        said=await wording.describe_rule(visitor.session, shown, visitor.language) if tried else None,
        seen=await rules.find_version(visitor.session, rule_id) if rule_id else 0, most=preview.MOST,
    )  # fmt: skip
