"""The stream `/live` that says "changed" to the pages of a signed-in person."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from web.context import WebContext


def make_router(ctx: WebContext) -> APIRouter:
    """Return the route of the stream."""
    made = APIRouter(include_in_schema=False)

    @made.get("/live")
    async def live(request: Request, since: float | None = None) -> Response:
        """The stream, which ends with its session and is no use of it: a page asks again for what may be seen."""
        async with ctx.identify_visitor(request, on_wall=True) as visitor:
            heard = ctx.live.listen(visitor.session_id, since)
        return StreamingResponse(heard, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    return made
