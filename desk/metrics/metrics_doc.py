"""`python -m desk.metrics.metrics_doc docs` (`make schema`): write the page of metrics in each language."""

import sys
from collections.abc import Iterator
from pathlib import Path

from desk.i18n import LANGUAGES, say
from desk.metrics.registry import FIGURES, Figure, FigureGroup, How
from desk.metrics.streams import STREAMS

_IN_SQL = {How.MEDIAN: "percentile_cont(0.5)", How.P90: "percentile_cont(0.9)", How.MEAN: "avg", How.LONGEST: "max"}


def document(language: str) -> str:
    """Return the whole page in Markdown."""
    said = (say(language, f"figures-page-{one}") for one in ("about", "words", "by"))
    head = [f"# {say(language, 'figures-page')}", *said]
    return "\n\n".join([*head, *(_group(language, group) for group in FigureGroup)]) + "\n"


def _group(language: str, group: FigureGroup) -> str:
    columns = (say(language, f"figures-page-{one}") for one in ("figure", "unit", "definition", "left_out", "computed"))
    rows = [_row(language, one) for one in FIGURES.values() if one.group is group]
    title = say(language, f"figure-group-{group.value}")
    return "\n".join([f"## {title}", "", f"| {' | '.join(columns)} |", "| --- | --- | --- | --- | --- |", *rows])


def _row(language: str, figure: Figure) -> str:
    stream = STREAMS[figure.stream]
    cells = (
        f"{say(language, figure.name)} `{figure.key}`",
        say(language, f"figure-unit-{figure.unit.value}"),
        say(language, figure.definition),
        say(language, f"figure-left-out-{stream.left_out}"),
        f"`{stream.table}`: `{''.join(_how_computed(figure))}`",
    )
    return f"| {' | '.join(cells)} |"


def _how_computed(figure: Figure) -> Iterator[str]:
    """Return stream, column and function; the streams are in `desk/metrics/streams.py`."""
    yield figure.stream
    if figure.column:
        yield f".{figure.column}"
    yield f", {_IN_SQL.get(figure.how, figure.how.value)}"


if __name__ == "__main__":
    for code in LANGUAGES:
        folder = Path(sys.argv[1]) if code == LANGUAGES[0] else Path(sys.argv[1]) / code
        (folder / "reference" / "metrics.md").write_text(document(code), "utf-8")
