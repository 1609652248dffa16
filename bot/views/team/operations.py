"""What the desk watches over: whom it takes no requests from, what was given up, many new tickets at once."""

from collections.abc import Sequence

from bot import callbacks
from bot.views import compose, keyboards
from bot.views.lists import ticket_lists
from bot.views.reader import Reader
from bot.views.rendered import Rendered
from desk.queries.dto import BlockedRow, FailedRow, Page
from desk.text.rich_text import RichText

_SAID_UNITS = 120
_WHY_UNITS = 120


def blocked(reader: Reader, lines: Sequence[BlockedRow]) -> Rendered:
    """`/blocked`."""
    if not lines:
        return Rendered(reader.words("blocked-empty"))
    buttons = [
        keyboards.button(reader.language, "btn-unblock", callbacks.Unblock(person=line.key), name=line.name)
        for line in lines
        if line.key is not None
    ]
    words = compose.joined([reader.words("blocked-title"), *(_blocked(reader, line) for line in lines)], "\n\n")
    return Rendered(compose.clipped(words, 4000), keyboards.rows(buttons, 1))


def _blocked(reader: Reader, line: BlockedRow) -> RichText:
    facts = compose.dotted(
        [
            compose.bold(line.name),
            reader.ago(line.since),
            reader.say("blocked-by", name=line.by) if line.by else "",
            reader.say("blocked-messages", n=line.count) if line.count else "",
        ]
    )
    return compose.lines(
        [facts, *(compose.quoted(compose.clipped(words, _SAID_UNITS)) for words in line.said if words)]
    )


def failed(reader: Reader, lines: Sequence[FailedRow]) -> Rendered:
    """`/failed`."""
    if not lines:
        return Rendered(reader.words("failed-empty"))
    buttons = [
        keyboards.button(reader.language, "btn-retry", callbacks.RetryJob(job=line.job), job=line.job) for line in lines
    ]
    words = compose.lines([reader.words("failed-title"), *(_failed(reader, line) for line in lines)])
    return Rendered(words, keyboards.rows(buttons, 3))


def _failed(reader: Reader, line: FailedRow) -> RichText:
    what = reader.say("failed-what", box=line.box.value)
    number = f"#{line.number}" if line.number is not None else ""
    why = compose.clipped(RichText(line.why), _WHY_UNITS)
    return compose.dotted([f"{line.job}", what, number, line.name or "", reader.ago(line.since), why])


def surge(reader: Reader, count: int, page: Page) -> Rendered:
    """Many new tickets at once: how many, and the most urgent that nobody has taken."""
    shown = ticket_lists.queue(reader, page)
    title = reader.words("surge-title", n=count)
    button = keyboards.button(reader.language, "btn-queue", callbacks.QueuePage(page=1))
    numbers = keyboards.numbers(reader.language, page.lines) if page.lines else ()
    return Rendered(compose.joined([title, shown.words], "\n\n"), (*numbers, (button,)))
