"""`/live`: a stream that says "changed" to the pages of somebody who is signed in."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from web.door import Door


def router(door: Door) -> APIRouter:
    """Its route."""
    made = APIRouter(include_in_schema=False)

    @made.get("/live")
    async def live(request: Request) -> Response:
        """The stream; a page of one asks again for what may be seen, so a session that has ended shows nothing."""
        async with door.visitor(request):
            pass
        return StreamingResponse(door.live.heard(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    return made
