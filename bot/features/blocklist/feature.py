"""Declares the feature “blocklist” to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.blocklist import buttons as blocklist_buttons
from bot.features.blocklist import handlers
from bot.views import Reader, Rendered, compose, keyboards
from desk.inbound import blocklist
from desk.inbound.blocklist import BlockedRow
from desk.outbox import Show
from desk.policy.grants import Grant
from desk.text import RichText

# Blocked requesters, each with a button to unblock.


_SAID_UNITS = 120


async def render_blocked(reader: Reader, _letter: Show) -> Rendered:
    lines = await blocklist.list_blocked(reader.session)
    if not lines:
        return Rendered(reader.say_rich("blocked-empty"))
    buttons = [
        keyboards.make_button(
            reader.language, "btn-unblock", blocklist_buttons.Unblock(person=line.key), name=line.name
        )
        for line in lines
    ]
    words = compose.join([reader.say_rich("blocked-title"), *(_blocked_line(reader, line) for line in lines)], "\n\n")
    return Rendered(compose.clip_text(words, 4000), keyboards.arrange_rows(buttons, 1))


def _blocked_line(reader: Reader, line: BlockedRow) -> RichText:
    facts = compose.join_dotted(
        [
            compose.make_bold(line.name),
            reader.format_ago(line.since),
            reader.say("blocked-by", name=line.by) if line.by else "",
            reader.say("blocked-messages", n=line.count) if line.count else "",
        ]
    )
    return compose.join_lines(
        [facts, *(compose.quote_text(compose.clip_text(words, _SAID_UNITS)) for words in line.said if words)]
    )


FEATURE = Feature(
    name="blocklist",
    gates=(handlers.make_gate,),
    routers=(handlers.make_router,),
    views={
        "blocked": ViewSpec(render_blocked, AGENT, is_list=True),
    },
    commands=(
        Command("block", grave=True, grant=Grant.BLOCK, of_ticket=True),
        Command("blocked", grant=Grant.BLOCK, alone=True),
    ),
)
