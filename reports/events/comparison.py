"""The kind "events": the newest events in one picture, or one line where none has begun."""

from collections.abc import AsyncIterator

from desk.outbox import Say, letters
from desk.stats.event_sides import side_by_side
from desk.text import RichText
from reports.request import Made, ReportRequest


async def compared(request: ReportRequest) -> AsyncIterator[Made]:
    """The picture for an admin."""
    assert request.person is not None
    found = await side_by_side(request)
    if found is None:
        letters.post(request.session, request.person.id, Say("events-none-begun"), now=request.now)
        return
    from reports.drawing.picture import png

    caption = RichText(found.page.title).styled("bold") + RichText("\n" + "\n".join(found.lines))
    yield Made(png(found.page), "events.png", "image/png", caption, admins_only=True)
