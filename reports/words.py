"""The words of what people say, counted, so that misspelt ones are corrected to them. Nobody is sent anything."""

from collections.abc import AsyncIterator

from desk.search import learning
from reports.request import Made, ReportRequest


async def counted(request: ReportRequest) -> AsyncIterator[Made]:
    """Nothing to bring."""
    await learning.count_spoken(request.session)
    return
    yield
