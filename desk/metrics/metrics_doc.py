"""`python -m desk.metrics.metrics_doc docs` (`make schema`): write the page of metrics in each language."""

import sys
from collections.abc import Iterator
from pathlib import Path

from desk.i18n import LANGUAGES, say
from desk.metrics.registry import METRICS, Aggregate, Metric, MetricGroup
from desk.metrics.streams import STREAMS

_IN_SQL = {
    Aggregate.MEDIAN: "percentile_cont(0.5)",
    Aggregate.P90: "percentile_cont(0.9)",
    Aggregate.MEAN: "avg",
    Aggregate.LONGEST: "max",
}


def make_page(language: str) -> str:
    """Return the whole page in Markdown."""
    said = (say(language, f"figures-page-{one}") for one in ("about", "words", "by"))
    head = [f"# {say(language, 'figures-page')}", *said]
    return "\n\n".join([*head, *(_group(language, group) for group in MetricGroup)]) + "\n"


def _group(language: str, group: MetricGroup) -> str:
    columns = (say(language, f"figures-page-{one}") for one in ("figure", "unit", "definition", "left_out", "computed"))
    rows = [_row(language, one) for one in METRICS.values() if one.group is group]
    title = say(language, f"figure-group-{group.value}")
    return "\n".join([f"## {title}", "", f"| {' | '.join(columns)} |", "| --- | --- | --- | --- | --- |", *rows])


def _row(language: str, metric: Metric) -> str:
    stream = STREAMS[metric.stream]
    cells = (
        f"{say(language, metric.name)} `{metric.key}`",
        say(language, f"figure-unit-{metric.unit.value}"),
        say(language, metric.definition),
        say(language, f"figure-left-out-{stream.left_out}"),
        f"`{stream.table}`: `{''.join(_how_computed(metric))}`",
    )
    return f"| {' | '.join(cells)} |"


def _how_computed(metric: Metric) -> Iterator[str]:
    """Return stream, column and function; the streams are in `desk/metrics/streams.py`."""
    yield metric.stream
    if metric.column:
        yield f".{metric.column}"
    yield f", {_IN_SQL.get(metric.how, metric.how.value)}"


if __name__ == "__main__":
    for code in LANGUAGES:
        folder = Path(sys.argv[1]) if code == LANGUAGES[0] else Path(sys.argv[1]) / code
        (folder / "reference" / "metrics.md").write_text(make_page(code), "utf-8")
