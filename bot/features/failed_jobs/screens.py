"""Failed jobs, each with a button to retry."""

from bot.features.failed_jobs import buttons as failed_job_buttons
from bot.views import Reader, Rendered, compose, keyboards
from desk.operations import failed_jobs
from desk.operations.failed_jobs import FailedRow
from desk.outbox import Show
from desk.text import RichText

_WHY_UNITS = 120


async def render_failed_jobs(reader: Reader, _letter: Show) -> Rendered:
    lines = await failed_jobs.list_failed(reader.session)
    if not lines:
        return Rendered(reader.say_rich("failed-empty"))
    buttons = [
        keyboards.make_button(reader.language, "btn-retry", failed_job_buttons.RetryJob(job=line.job), job=line.job)
        for line in lines
    ]
    words = compose.join_lines([reader.say_rich("failed-title"), *(_job_line(reader, line) for line in lines)])
    return Rendered(words, keyboards.arrange_rows(buttons, 3))


def _job_line(reader: Reader, line: FailedRow) -> RichText:
    what = reader.say("failed-what", box=line.box.value)
    number = f"#{line.number}" if line.number is not None else ""
    why = compose.clip_text(RichText(line.why), _WHY_UNITS)
    return compose.join_dotted([f"{line.job}", what, number, line.name or "", reader.format_ago(line.since), why])
