"""The buttons and values of a line, as its letter carries them."""

from bot.views.reader import Reader, RenderedButton, Row, Style
from desk.i18n import Arg
from desk.i18n.formats import format_args
from desk.outbox import Args, Button


def format_letter_args(reader: Reader, args: Args, keyed: tuple[str, ...] = ()) -> dict[str, Arg]:
    """Return a text's arguments as the reader reads them; `keyed`: the names of arguments whose value is itself the key
    of a text."""
    given = format_args(reader.language, args, now=reader.now, zone=reader.settings.timezone)
    for name in keyed:
        given[name] = reader.say(str(args[name]), **given)
    return given


def make_letter_buttons(
    reader: Reader, buttons: tuple[tuple[Button, ...], ...], args: Args | None = None
) -> tuple[Row, ...]:
    """Return a letter's buttons with their labels. `args`: the letter's, for buttons that copy one of them."""
    return tuple(tuple(_of_letter(reader, one, args or {}) for one in row) for row in buttons)


def _of_letter(reader: Reader, one: Button, args: Args) -> RenderedButton:
    style, copied = Style(one.style) if one.style else None, str(args[one.copy]) if one.copy else None
    label = reader.say(one.label, **format_letter_args(reader, one.args))
    return RenderedButton(label, one.data, one.url, style, copied)
