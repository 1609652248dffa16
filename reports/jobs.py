"""The kinds of reports there are: a line each. What one is given and gives: `reports/request.py`."""

from desk.briefings.planning import REPORT as BRIEFING
from desk.events.comparing import KIND as EVENTS
from desk.stats.asking import KIND as STATS
from reports.briefing import briefed
from reports.events.comparison import compared
from reports.request import Kind
from reports.stats.pictures import stats

KINDS: dict[str, Kind] = {EVENTS: compared, BRIEFING: briefed, STATS: stats}
