"""Declares the feature “ask_colleague” to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.ask_colleague import buttons as ask_buttons
from bot.features.ask_colleague import handlers
from bot.features.team.screens_team import format_member_label, format_until
from bot.views import Reader, Rendered, keyboards
from bot.views.pages import cut_shown_page
from desk.outbox import Show, Slot
from desk.policy.grants import Grant
from desk.queries import team_member

# Colleagues to ask, a page of names, those who are away marked.


_A_PAGE = 6


async def render_colleagues(reader: Reader, letter: Show) -> Rendered | None:
    """Render the colleagues who can be sent the note that the slot names."""
    entry = Slot.parse(letter.slot).number
    people = await team_member.list_colleagues(reader.session, reader.person.telegram_id or 0)
    if not people:
        return Rendered(reader.say_rich("ask-alone"))
    listed = cut_shown_page(reader, people, letter.page, _A_PAGE, lambda to: ask_buttons.AskPage(entry=entry, page=to))
    buttons = [
        keyboards.make_button(
            reader.language,
            format_member_label(person),
            ask_buttons.AskWhom(entry=entry, person=person.key or 1),
            name=person.name,
            until=format_until(reader, person),
        )
        for person in listed.shown
    ]
    return Rendered(reader.say_rich("ask-whom"), (*keyboards.arrange_rows(buttons, 2), *listed.turning))


FEATURE = Feature(
    name="ask_colleague",
    routers=(handlers.make_router,),
    views={
        "ask": ViewSpec(render_colleagues, AGENT),
    },
    commands=(Command("ask", grant=Grant.NOTES, of_ticket=True),),
)
