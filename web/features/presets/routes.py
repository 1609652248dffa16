"""Automatic answers, for admins: tried with a sentence, checked against past requests, published. They are written on
the pages of `web/features/administration`."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from desk import EditConflict, Refused
from desk.policy.permissions import Grant
from desk.suggestions import preset_list, preset_trial, presets
from desk.text import clean_text
from desk.text.typed_digits import parse_digits
from web.context import Visitor, WebContext
from web.features.answers.section import answer_not_found, read_form, say_refusal, show_section, try_verb
from web.panel.page_forms import Id
from web.panel.page_route import PageRoute
from web.panel.pages import tell


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/answers/presets/try")
    async def try_sentence(request: Request, say: str = "") -> Response:
        """Show what would be sent for a test sentence."""
        sentence = clean_text(say).strip()[: presets.LONGEST]
        async with ctx.admit_visitor(request) as visitor:
            visitor.require(Grant.PUBLISH)
            tried = await preset_trial.try_sentence(visitor.session, sentence, visitor.language) if sentence else None
            return show_section(
                ctx, visitor, "presets", "presets/try.html", sentence=sentence, longest=presets.LONGEST, tried=tried
            )

    @made.get("/answers/presets/{preset_id:id}/check")
    async def check(request: Request, preset_id: Id) -> Response:
        """Show which past requests it would have answered."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_check(ctx, visitor, preset_id)

    @made.post("/answers/presets/{preset_id:id}/check")
    async def publish(request: Request, preset_id: Id) -> Response:
        """Publish it as it was shown."""
        given = await read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            doing = presets.publish_preset(visitor.desk, preset_id, parse_digits(given.get("version", "")) or 0)
            _, refused = await try_verb(visitor, doing)
            if refused is not None:
                return await _show_check(ctx, visitor, preset_id, refused)
            return await tell(visitor, f"/answers/presets/{preset_id}", "page-admin-done", what="done")

    return made


async def _show_check(ctx: WebContext, visitor: Visitor, preset_id: int, refused: Refused | None = None) -> Response:
    visitor.require(Grant.PUBLISH)
    one = await preset_list.load_preset(visitor.session, preset_id)
    if one is None:
        return answer_not_found()
    status = 409 if isinstance(refused, EditConflict) else 422 if refused else 200
    return show_section(
        ctx, visitor, "presets", "presets/check.html", status=status, one=one, wrong=say_refusal(visitor, refused),
        check=await preset_list.check_preset(visitor.session, preset_id),
    )  # fmt: skip
