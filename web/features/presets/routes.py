"""Automatic answers, for admins: their results; edited, tested on people's sentences, published, archived."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.models import PresetState
from desk import EditConflict, Refused
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.suggestions import preset_form, preset_list, preset_trial
from desk.suggestions import presets as verbs
from desk.suggestions.preset_form import PresetEdit
from desk.text import clean_text
from web.context import Visitor, WebContext
from web.features.answers.section import (
    answer_not_found,
    list_topics,
    merge_fields,
    parse_id,
    read_edited_fields,
    read_form,
    say_refusal,
    show_section,
    try_verb,
)
from web.panel import repeated_forms
from web.panel.page_forms import Id
from web.panel.page_route import PageRoute


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/answers/presets")
    async def presets(request: Request, say: str = "") -> Response:
        """Show all of them, and what would be sent for a test sentence."""
        async with ctx.admit_visitor(request) as visitor:
            permissions.require_grant(visitor.person, Grant.PUBLISH)
            return await _show_list(ctx, visitor, sentence=" ".join(clean_text(say).split())[: verbs.LONGEST])

    @made.post("/answers/presets")
    async def make(request: Request) -> Response:
        """Create one with a title."""
        given = await read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            permissions.require_grant(visitor.person, Grant.PUBLISH)
            form = repeated_forms.extend_key(given.get(repeated_forms.FIELD, ""), sorted(given.items()))
            if (again := await repeated_forms.find_earlier_answer(visitor, form)) is not None:
                return again
            key, refused = await try_verb(visitor, preset_form.create_preset(visitor.desk, given.get("title", "")))
            if refused is not None:
                return await _show_list(ctx, visitor, say_refusal(visitor, refused), given.get("title", ""))
            await repeated_forms.remember_answer(visitor, form, f"/answers/presets/{key}")
            return RedirectResponse(f"/answers/presets/{key}", 303)

    @made.get("/answers/presets/{preset_id:id}")
    async def preset(request: Request, preset_id: Id, done: str = "") -> Response:
        """Show one of them."""
        async with ctx.admit_visitor(request) as visitor:
            permissions.require_grant(visitor.person, Grant.PUBLISH)
            return await _show_preset(ctx, visitor, preset_id, done=done)

    @made.post("/answers/presets/{preset_id:id}")
    async def write(request: Request, preset_id: Id) -> Response:
        """Save what was changed; then publish or archive it."""
        given = await read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            permissions.require_grant(visitor.person, Grant.PUBLISH)
            if given.get("then") == "retire":
                _, refused = await try_verb(visitor, verbs.archive_preset(visitor.desk, preset_id))
                return await _redirect_or_show(ctx, visitor, preset_id, refused, "retired")
            wanted = PresetEdit(parse_id(given.get("version", "")) or 0, read_edited_fields(given))
            publish = given.get("then") == "publish"
            doing = preset_form.edit_preset(visitor.desk, preset_id, wanted, publish=publish)
            _, refused = await try_verb(visitor, doing)
            done = "publish" if publish else "keep"
            return await _redirect_or_show(ctx, visitor, preset_id, refused, done, wanted=wanted)

    return made


async def _show_list(
    ctx: WebContext, visitor: Visitor, wrong: str = "", typed: str = "", *, sentence: str = ""
) -> Response:
    return show_section(
        ctx, visitor, "presets", "presets/presets.html",
        status=422 if wrong else 200, wrong=wrong, typed=typed, sentence=sentence,
        lines=await preset_list.list_presets(visitor.session), longest=verbs.LONGEST,
        tried=await preset_trial.try_sentence(visitor.session, sentence, visitor.language) if sentence else None,
    )  # fmt: skip


async def _redirect_or_show(
    ctx: WebContext, visitor: Visitor, preset_id: int, refused: Refused | None, done: str, *,
    wanted: PresetEdit | None = None,
) -> Response:  # fmt: skip
    if refused is None:
        return RedirectResponse(f"/answers/presets/{preset_id}?done={done}", 303)
    return await _show_preset(ctx, visitor, preset_id, refused=refused, wanted=wanted)


async def _show_preset(
    ctx: WebContext, visitor: Visitor, preset_id: int, *, refused: Refused | None = None,
    wanted: PresetEdit | None = None, done: str = "",
) -> Response:  # fmt: skip
    one = await preset_list.load_preset(visitor.session, preset_id, visitor.language)
    now = await preset_form.load_fields(visitor.session, preset_id)
    if one is None or now is None:
        return answer_not_found()
    fields: Mapping[str, str] = merge_fields(wanted.fields, now, refused) if wanted is not None else now
    waits = one.line.waits or one.line.state is not PresetState.PUBLISHED
    return show_section(
        ctx, visitor, "presets", "presets/preset.html",
        status=409 if isinstance(refused, EditConflict) else 422 if refused
        else 200, one=one, fields=fields, there=now, wrong=say_refusal(visitor, refused), done=done,
        clashing=refused.clashing if isinstance(refused, EditConflict) else (), topics=await list_topics(visitor),
        check=await preset_list.check_preset(visitor.session, preset_id) if waits else None,
    )  # fmt: skip
