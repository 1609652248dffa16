"""`/blocked`: whom the desk takes no requests from, and letting them back."""

from collections.abc import Sequence

from bot.callback_data import team as team_callbacks
from bot.views import Reader, Rendered, compose, keyboards
from desk.inbound.blocklist import BlockedRow
from desk.text import RichText

_SAID_UNITS = 120


def blocked(reader: Reader, lines: Sequence[BlockedRow]) -> Rendered:
    """`/blocked`."""
    if not lines:
        return Rendered(reader.words("blocked-empty"))
    buttons = [
        keyboards.button(reader.language, "btn-unblock", team_callbacks.Unblock(person=line.key), name=line.name)
        for line in lines
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
