"""Many new tickets at once: one message for all of them."""

from bot.callback_data import lists as list_callbacks
from bot.views import Reader, Rendered, compose, keyboards
from bot.views.lists import ticket_lists
from desk.queries.lists import Page


def surge(reader: Reader, count: int, page: Page) -> Rendered:
    """Many new tickets at once: how many, and the most urgent that nobody has taken."""
    shown = ticket_lists.queue(reader, page)
    title = reader.words("surge-title", n=count)
    button = keyboards.button(reader.language, "btn-queue", list_callbacks.QueuePage(page=1))
    numbers = keyboards.numbers(reader.language, page.lines) if page.lines else ()
    return Rendered(compose.joined([title, shown.words], "\n\n"), (*numbers, (button,)))
