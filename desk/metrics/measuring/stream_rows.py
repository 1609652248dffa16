"""Metrics from the rows of their streams: one statement for each stream, for a page's numbers and its charts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from desk.metrics import metric_queries
from desk.metrics.dimensions import Dimension, Label
from desk.metrics.measuring.measurement import Reading
from desk.metrics.measuring.results import Value, comes_to, top_share
from desk.metrics.metric_queries import by_whom, is_of, statement
from desk.metrics.registry import Figure, How
from desk.metrics.streams import STREAMS

_ROWS = "rows"


@dataclass(frozen=True, slots=True)
class _RowsRead:
    """The result of one statement: the row of all, and rows by labels of these dimensions."""

    figures: Sequence[Figure]
    by: Sequence[Dimension]
    rows: Sequence[Any]

    def say(self, figures: Iterable[Figure], by: Dimension | None) -> bool:
        """Return True if the result has these metrics by that dimension."""
        return set(figures).issubset(self.figures) and (by is None or by in self.by)

    def total(self) -> Iterable[Any]:
        """Return the row of all."""
        return self._of(None)

    def labelled(self, by: Dimension | None) -> Iterable[tuple[Label, Any]]:
        """Return a row for each label."""
        place = self.by.index(by) if by is not None else None
        return [(getattr(row, f"label_{place}"), row) for row in self._of(place)] if place is not None else []

    def _of(self, place: int | None) -> Sequence[Any]:
        which = is_of(place, len(self.by))
        return [row for row in self.rows if row.is_of == which]


async def of_rows(reading: Reading, figures: Iterable[Figure]) -> None:
    """Measure these metrics from rows: of all, and by label."""
    streams: dict[str, list[Figure]] = {}
    for figure in figures:
        streams.setdefault(figure.stream, []).append(figure)
    for stream, theirs in streams.items():
        if plain := [one for one in theirs if one.how is not How.TOP_SHARE]:
            read = await _rows(reading, stream, plain)
            apart = read.labelled(reading.asked.by)
            for row in read.total():
                for one in plain:
                    reading.put(one, _value(one, row), {label: _value(one, own) for label, own in apart})
        for one in theirs:
            if one.how is How.TOP_SHARE:
                await _of_busiest(reading, one)


async def _of_busiest(reading: Reading, figure: Figure) -> None:
    asked = reading.asked
    query = by_whom(STREAMS[figure.stream], figure, asked)
    rows = (await reading.session.execute(query, metric_queries.bind_given(asked))).all()
    labels = {row.label for row in rows} if asked.by is not None else ()
    by_label = {label: _top_share([row for row in rows if row.label == label]) for label in labels}
    reading.put(figure, _top_share(rows), by_label)


async def _rows(reading: Reading, stream: str, figures: Sequence[Figure]) -> _RowsRead:
    """Return the rows that the page has read, or read them with everything that will be asked of this stream and these
    days: each pass over the rows costs as much as all that is computed from them."""
    asked, held = reading.asked, reading.held
    key = (_ROWS, stream, asked.period, asked.until, repr(sorted(asked.where.items())))
    known: _RowsRead | None = held.get(key)
    if known is not None and known.say(figures, asked.by):
        return known
    later = [(one, by) for one, by in reading.ahead if one.stream == stream and one.how is not How.TOP_SHARE]
    every = tuple(dict.fromkeys([*figures, *(one for one, _ in later)]))
    by = tuple(dict.fromkeys([*([asked.by] if asked.by is not None else []), *(by for _, by in later)]))
    query = statement(STREAMS[stream], every, asked, by)
    read = _RowsRead(every, by, (await reading.session.execute(query, metric_queries.bind_given(asked))).all())
    held[key] = read
    return read


def _value(figure: Figure, row: Any) -> Value:
    return comes_to(figure, getattr(row, figure.key), getattr(row, f"{figure.key}_of"))


def _top_share(rows: Sequence[Any]) -> Value:
    """Return the share of the person with most rows, over all labels."""
    by_person: Counter[int | None] = Counter()
    for row in rows:
        by_person[row.who] += row.n
    return top_share(by_person)
