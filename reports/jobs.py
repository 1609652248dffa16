"""The kinds of reports there are: a line each. What one is given and gives: `reports/request.py`."""

from desk.briefings.planning import REPORT as BRIEFING
from desk.events.comparing import KIND as EVENTS
from desk.figures.exports import KIND as EXPORT
from desk.search.learning import KIND as WORDS
from desk.stats.asking import KIND as STATS
from desk.topics.guess import REPORT as TOPICS
from reports.briefing import briefed
from reports.events.comparison import compared
from reports.export.export import exported
from reports.request import Kind
from reports.stats.pictures import stats
from reports.topics.training import learned
from reports.words import counted

KINDS: dict[str, Kind] = {
    EVENTS: compared,
    BRIEFING: briefed,
    STATS: stats,
    EXPORT: exported,
    TOPICS: learned,
    WORDS: counted,
}
