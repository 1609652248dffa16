"""Declares the feature “board” to the core of the bot."""

from collections.abc import Sequence

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.board import buttons as data
from bot.features.board import handlers
from bot.views import Reader, Rendered, keyboards
from desk.outbox import Show
from desk.policy.grants import Grant
from desk.queries.people import LinkableAccount, list_linkable

# The Todoist account that the reader is linked with, or the accounts to choose from.


async def show_accounts(reader: Reader, _letter: Show) -> Rendered | None:
    return render_accounts(reader, await list_linkable(reader.session, reader.person))


def render_accounts(reader: Reader, people: Sequence[LinkableAccount]) -> Rendered:
    """Render the reader's link, or the accounts to choose from."""
    if reader.person.todoist_id is not None:
        name = reader.person.todoist_name or reader.person.name
        return Rendered(reader.say_rich("link-linked", name=name))
    if not people:
        return Rendered(reader.say_rich("link-nobody" if reader.settings.board.enabled else "link-no-board"))
    buttons = [
        keyboards.make_button(
            reader.language,
            "link-own" if person.is_own else "btn-person",
            data.Link(todoist_id=person.todoist_id),
            name=person.name,
        )
        for person in people
    ]
    return Rendered(reader.say_rich("link-title"), keyboards.arrange_rows(buttons, 1))


FEATURE = Feature(
    name="board",
    routers=(handlers.make_router,),
    views={
        "link": ViewSpec(show_accounts, AGENT),
    },
    commands=(
        Command("link", AGENT),
        Command("connect", AGENT, alone=True, grant=Grant.SETTINGS_BOARD, setting="board.connect_url"),
        Command("disconnect", AGENT, grave=True, alone=True, grant=Grant.SETTINGS_BOARD, setting="board.connect_url"),
    ),
)
