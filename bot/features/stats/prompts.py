"""Takes the reply to the question for the days of a chart."""

from desk import Desk
from desk.charts import report_requests
from desk.conversation.new_entry import IncomingMessage


async def draw_period(desk: Desk, incoming: IncomingMessage, result: str) -> None:
    """Draw the chart of the days that were typed (`statsperiod:<result>`)."""
    await report_requests.request_typed_days(desk, int(result), incoming.words.text)
