"""`/failed`: what was given up, and trying it again."""

from collections.abc import Sequence

from bot.callback_data import team as team_callbacks
from bot.views import Reader, Rendered, compose, keyboards
from desk.operations.failed_jobs import FailedRow
from desk.text import RichText

_WHY_UNITS = 120


def failed(reader: Reader, lines: Sequence[FailedRow]) -> Rendered:
    """`/failed`."""
    if not lines:
        return Rendered(reader.words("failed-empty"))
    buttons = [
        keyboards.button(reader.language, "btn-retry", team_callbacks.RetryJob(job=line.job), job=line.job)
        for line in lines
    ]
    words = compose.lines([reader.words("failed-title"), *(_failed(reader, line) for line in lines)])
    return Rendered(words, keyboards.rows(buttons, 3))


def _failed(reader: Reader, line: FailedRow) -> RichText:
    what = reader.say("failed-what", box=line.box.value)
    number = f"#{line.number}" if line.number is not None else ""
    why = compose.clipped(RichText(line.why), _WHY_UNITS)
    return compose.dotted([f"{line.job}", what, number, line.name or "", reader.ago(line.since), why])
