"""Screens of `/help` for staff, and their button.

The letter's `find` has the place and what it lists: `first` with tasks, a task or `found` with commands; the words
of `found` are in the slot (`help:?<words>`).
"""

from aiogram.filters.callback_data import CallbackData

from bot.features.help.topics import OF_OPERATOR, HelpTopic
from bot.views import Reader, Rendered, compose, keyboards
from db.documents import find_document
from desk.acts.homes import BY_COMMAND
from desk.outbox import Show
from desk.policy.permissions import Grant
from desk.text import RichText, shorten_line


class HelpPage(CallbackData, prefix="help"):
    """Show the commands of a task, or all tasks."""

    topic: HelpTopic | None = None


FIRST, FOUND = "first", "found"
ONLY = "only-"
"""Begins the name of what only the operator can do, in place of a command's."""


async def render_help(reader: Reader, letter: Show) -> Rendered:
    """Render the page that the letter names."""
    place, *listed = (letter.find or FIRST).split()
    if place == FIRST:
        return _render_first(reader, [HelpTopic(one) for one in listed])
    if place == FOUND:
        words = shorten_line(letter.key.removeprefix("?"))
        return _render_commands(reader, reader.say_rich("help-found" if listed else "help-none", words=words), listed)
    return _render_commands(reader, compose.make_bold(reader.say(f"btn-help-{place}")), listed)


def _render_first(reader: Reader, topics: list[HelpTopic]) -> Rendered:
    buttons = [reader.make_button(f"btn-help-{one}", HelpPage(topic=one)) for one in topics]
    words = reader.say_rich("help-staff" if reader.may(Grant.WORK) else "help-reader")
    return Rendered(words, keyboards.arrange_rows(buttons, 2))


def _render_commands(reader: Reader, title: RichText, names: list[str]) -> Rendered:
    lines = compose.join_lines(_format_line(reader, name) for name in names)
    back = reader.make_button("btn-help-back", HelpPage())
    return Rendered(compose.join([title, lines], "\n\n"), ((back,),))


def _format_line(reader: Reader, name: str) -> RichText:
    if name in BY_COMMAND:
        return reader.say_rich("help-home", command=name, what=reader.say(f"home-of-{name}"))
    part = name.removeprefix(ONLY)
    if part not in OF_OPERATOR or part == name:
        return reader.say_rich(f"help-do-{name}")
    variable, page = OF_OPERATOR[part]
    return reader.say_rich(f"help-only-{part}", variable=variable, page=find_document(page))
