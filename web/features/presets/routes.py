"""Preset answers, for admins: what they gave; written, checked on what people wrote, published, put away."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.models import PresetState
from desk import ChangedMeanwhile, Refused
from desk.policy import permissions
from desk.suggestions import preset_editing, preset_reading
from desk.suggestions import presets as verbs
from desk.suggestions import preview as trying
from desk.suggestions.preset_editing import PresetEdit
from desk.text import clean_text
from web.door import Door, Visitor
from web.features.answers.section import answers, edited, form_of, merged, not_there, number, refusal, said, topics
from web.panel import repeated_forms as once
from web.panel.page_form import Id


def router(door: Door) -> APIRouter:
    """Its routes."""
    made = APIRouter(include_in_schema=False)

    @made.get("/answers/presets")
    async def presets(request: Request, say: str = "") -> Response:
        """All of them; what would be offered to who says that."""
        async with door.visitor(request) as visitor:
            permissions.require_admin(visitor.person)
            return await _listed(door, visitor, sentence=" ".join(clean_text(say).split())[: trying.LONGEST])

    @made.post("/answers/presets")
    async def make(request: Request) -> Response:
        """A new one of a title."""
        given = await form_of(request)
        async with door.visitor(request, form=given.get("form", "")) as visitor:
            permissions.require_admin(visitor.person)
            form = once.key(given.get(once.FIELD, ""), sorted(given.items()))
            if (again := await once.before(visitor, form)) is not None:
                return again
            key, refused = await refusal(visitor, preset_editing.make(visitor.desk, given.get("title", "")))
            if refused is not None:
                return await _listed(door, visitor, said(visitor, refused), given.get("title", ""))
            await once.done(visitor, form, f"/answers/presets/{key}")
            return RedirectResponse(f"/answers/presets/{key}", 303)

    @made.get("/answers/presets/{preset_id:id}")
    async def preset(request: Request, preset_id: Id, done: str = "") -> Response:
        """One of them."""
        async with door.visitor(request) as visitor:
            permissions.require_admin(visitor.person)
            return await _shown(door, visitor, preset_id, done=done)

    @made.post("/answers/presets/{preset_id:id}")
    async def write(request: Request, preset_id: Id) -> Response:
        """Write what was touched; then publish it, or put it away."""
        given = await form_of(request)
        async with door.visitor(request, form=given.get("form", "")) as visitor:
            permissions.require_admin(visitor.person)
            if given.get("then") == "retire":
                _, refused = await refusal(visitor, verbs.retire(visitor.desk, preset_id))
                return await _answered(door, visitor, preset_id, refused, "retired")
            wanted = PresetEdit(number(given.get("version", "")) or 0, edited(given))
            publish = given.get("then") == "publish"
            doing = preset_editing.edit(visitor.desk, preset_id, wanted, publish=publish)
            _, refused = await refusal(visitor, doing)
            done = "publish" if publish else "keep"
            return await _answered(door, visitor, preset_id, refused, done, wanted=wanted)

    return made


async def _listed(door: Door, visitor: Visitor, wrong: str = "", typed: str = "", *, sentence: str = "") -> Response:
    return answers(
        door, visitor, "presets", "presets/presets.html",
        status=422 if wrong else 200, wrong=wrong, typed=typed, sentence=sentence,
        lines=await preset_reading.lines(visitor.session), longest=trying.LONGEST,
        tried=await trying.tried(visitor.session, sentence, visitor.language) if sentence else None,
    )  # fmt: skip


async def _answered(
    door: Door, visitor: Visitor, preset_id: int, refused: Refused | None, done: str, *,
    wanted: PresetEdit | None = None,
) -> Response:  # fmt: skip
    if refused is None:
        return RedirectResponse(f"/answers/presets/{preset_id}?done={done}", 303)
    return await _shown(door, visitor, preset_id, refused=refused, wanted=wanted)


async def _shown(
    door: Door, visitor: Visitor, preset_id: int, *, refused: Refused | None = None,
    wanted: PresetEdit | None = None, done: str = "",
) -> Response:  # fmt: skip
    one = await preset_reading.screen(visitor.session, preset_id, visitor.language)
    now = await preset_editing.fields_of(visitor.session, preset_id)
    if one is None or now is None:
        return not_there()
    fields: Mapping[str, str] = merged(wanted.fields, now, refused) if wanted is not None else now
    waits = one.line.waits or one.line.state is not PresetState.PUBLISHED
    return answers(
        door, visitor, "presets", "presets/preset.html",
        status=409 if isinstance(refused, ChangedMeanwhile) else 422 if refused
        else 200, one=one, fields=fields, there=now, wrong=said(visitor, refused), done=done,
        clashing=refused.clashing if isinstance(refused, ChangedMeanwhile) else (), topics=await topics(visitor),
        check=await preset_reading.check(visitor.session, preset_id) if waits else None,
    )  # fmt: skip
