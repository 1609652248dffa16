"""The kinds of reports there are: a line each. What one is given and gives: `reports/request.py`."""

from desk.events.comparing import KIND as EVENTS
from reports.events.comparison import compared
from reports.request import Kind

KINDS: dict[str, Kind] = {EVENTS: compared}
