"""A line of the desk's own, worded for its reader. Knows keys and arguments, no ticket."""

from bot.views import reply_targets
from bot.views.reader import Reader
from bot.views.rendered import Rendered, RenderedButton, Row, Style
from desk.i18n.catalog import Arg
from desk.i18n.formats import said_of
from desk.outbox.letters import Args, Button, Say


async def line(reader: Reader, letter: Say) -> Rendered | None:
    """The letter in words; None where it was for staff and the reader no longer is."""
    if letter.staff_only and not reader.is_staff:
        return None
    reply_to = letter.reply_to_message
    if reply_to is None:
        reply_to = await reply_targets.of_entry(reader, letter.reply_to_entry)
    return Rendered(
        reader.words(letter.key, **_args(reader, letter.args, letter.keyed)),
        buttons(reader, letter.buttons),
        reply_to=reply_to,
        question_id=letter.question_id,
    )


def _args(reader: Reader, args: Args, keyed: tuple[str, ...] = ()) -> dict[str, Arg]:
    given = said_of(reader.language, args, now=reader.now, zone=reader.settings.timezone)
    for name in keyed:
        given[name] = reader.say(str(args[name]))
    return given


def buttons(reader: Reader, rows: tuple[tuple[Button, ...], ...]) -> tuple[Row, ...]:
    """The letter's buttons with their labels."""
    return tuple(tuple(_button(reader, button) for button in row) for row in rows)


def _button(reader: Reader, button: Button) -> RenderedButton:
    style = Style(button.style) if button.style else None
    return RenderedButton(reader.say(button.label, **_args(reader, button.args)), button.data, button.url, style)
