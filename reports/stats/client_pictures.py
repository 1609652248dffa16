"""The report kind "client": the figures of an organization for one of its directors."""

from collections.abc import AsyncIterator

from desk.charts import client_figures
from desk.outbox import Say, letters
from reports.request import MadeReport, ReportRequest

_FILE = "organization.png"


async def make_client_figures(request: ReportRequest) -> AsyncIterator[MadeReport]:
    """Yield the picture if its reader still leads the organization; send one line if there is nothing to draw."""
    organization_id = int(request.arguments["organization"])
    if request.person is None or not await client_figures.can_read_figures(
        request.session, request.person, organization_id
    ):
        return
    composed = await client_figures.make_figures(request, organization_id)
    if composed is None:
        letters.queue_letter(request.session, request.person.id, Say("org-figures-none"), now=request.now)
        return
    from reports.drawing import picture  # loads matplotlib only in the process that draws

    yield MadeReport(picture.render_png(composed[0]), _FILE, "image/png", composed[1])
