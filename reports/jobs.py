"""The kinds of reports there are: a line each. What one is given and gives: `reports/request.py`."""

from desk.events.comparing import KIND as EVENTS
from desk.figures.exports import KIND as EXPORT
from reports.events.comparison import compared
from reports.export.export import exported
from reports.request import Kind

KINDS: dict[str, Kind] = {EVENTS: compared, EXPORT: exported}
