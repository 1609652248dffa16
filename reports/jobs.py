"""The kinds of reports there are: a line each. What one is given and gives: `reports/request.py`."""

from desk.stats.asking import KIND as STATS
from reports.request import Kind
from reports.stats.pictures import stats

KINDS: dict[str, Kind] = {STATS: stats}
