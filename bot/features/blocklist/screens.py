"""People the team takes no requests from, each with a button that unblocks them."""

from bot.features.blocklist import buttons as blocklist_buttons
from bot.views import Reader, Rendered, compose, keyboards
from desk.inbound import blocklist
from desk.inbound.blocklist import BlockedRow
from desk.outbox import Show
from desk.text import RichText

_SAID_UNITS = 120


async def blocked(reader: Reader, _letter: Show) -> Rendered:
    """Blocked people, each with a button that unblocks them."""
    lines = await blocklist.list_blocked(reader.session)
    if not lines:
        return Rendered(reader.words("blocked-empty"))
    buttons = [
        keyboards.button(reader.language, "btn-unblock", blocklist_buttons.Unblock(person=line.key), name=line.name)
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
