"""Figures from the rows of their streams: one statement a stream, whatever the period."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from desk.figures import statements
from desk.figures.dimensions import Dimension
from desk.figures.measuring.measured import Value, comes_to, top_share
from desk.figures.measuring.reading import Reading
from desk.figures.registry import Figure, How
from desk.figures.statements import by_whom, statement
from desk.figures.streams import STREAMS, Stream


async def of_rows(reading: Reading, figures: Iterable[Figure]) -> None:
    """Put where it belongs what the rows come to: of all, by label."""
    streams: dict[str, list[Figure]] = {}
    for figure in figures:
        streams.setdefault(figure.stream, []).append(figure)
    for name, theirs in streams.items():
        stream, plain = STREAMS[name], [one for one in theirs if one.how is not How.TOP_SHARE]
        for row in await _rows(reading, stream, plain) if plain else ():
            values = reading.total if row.is_total else reading.found.setdefault(row.label, {})
            values.update({one.key: _value(one, row) for one in plain})
        for one in theirs:
            if one.how is How.TOP_SHARE:
                await _of_busiest(reading, stream, one)


async def _of_busiest(reading: Reading, stream: Stream, figure: Figure) -> None:
    asked = reading.asked
    rows = (await reading.session.execute(by_whom(stream, figure, asked), statements.given(asked))).all()
    labels = {row.label for row in rows} if asked.by is not None else ()
    by_label = {label: _top_share([row for row in rows if row.label == label]) for label in labels}
    reading.put(figure, _top_share(rows), by_label)


async def _rows(reading: Reading, stream: Stream, figures: Sequence[Figure]) -> Sequence[Any]:
    """A row for each label and one for all. What is counted each time is counted once for a page's numbers and its
    chart."""
    asked, held = reading.asked, reading.held
    if not stream.is_live or asked.where:
        return await _asked(reading, stream, figures, asked.by)
    known: tuple[Sequence[Figure], Sequence[Any]] = held.get((stream, asked.by, asked.period, asked.until), ((), ()))
    if set(figures).issubset(known[0]):
        return known[1]
    later = {one: by for one, by in reading.ahead if STREAMS[one.stream] is stream}
    if asked.by is not None or len(set(later.values())) != 1:
        return await _asked(reading, stream, figures, asked.by)
    (by,) = set(later.values())
    both = list(dict.fromkeys([*figures, *later]))
    rows = await _asked(reading, stream, both, by)
    held[stream, by, asked.period, asked.until] = both, rows
    return [row for row in rows if row.is_total]


async def _asked(reading: Reading, stream: Stream, figures: Sequence[Figure], by: Dimension | None) -> Sequence[Any]:
    asked = replace(reading.asked, by=by)
    rows: Sequence[Any] = (
        await reading.session.execute(statement(stream, figures, asked), statements.given(asked))
    ).all()
    return rows


def _value(figure: Figure, row: Any) -> Value:
    return comes_to(figure, getattr(row, figure.key), getattr(row, f"{figure.key}_of"))


def _top_share(rows: Sequence[Any]) -> Value:
    """The part of whoever has most, over all labels of these rows."""
    by_person: Counter[int | None] = Counter()
    for row in rows:
        by_person[row.who] += row.n
    return top_share(by_person)
