"""Ideas as requesters see them: their own suggestion, and those that the team shows."""

from bot.features.ideas.buttons import ShownIdeas, VoteForIdea
from bot.views import Reader, Rendered, RenderedButton, compose, keyboards
from bot.views.pages import format_page_number
from db.models import Idea
from desk.ideas import idea_list
from desk.ideas.idea_list import IdeaLine
from desk.outbox import Show
from desk.text import RichText, shorten_line

_A_PAGE = 5
_NAMED = 200


async def render_own(reader: Reader, letter: Show) -> Rendered | None:
    """Render the reader's own idea."""
    idea = await reader.session.get(Idea, letter.number)
    if idea is None or idea.author_id != reader.person.id:
        return None
    listed = await idea_list.load_idea(reader.session, reader.person, idea.id)
    if listed is None:
        return None
    said = reader.say_rich("idea-thanks" if listed.is_mine else "idea-taken-back")
    others = reader.make_button("btn-ideas-shown", ShownIdeas(page=1))
    return Rendered(said, ((_make_vote_button(reader, listed), others),))


async def render_shown(reader: Reader, letter: Show) -> Rendered | None:
    """Render how to send an idea, and a page of those that the team shows, each with a button to vote."""
    page = await idea_list.load_page(reader.session, reader.person, letter.page, _A_PAGE)
    lines = [_line(reader, one) for one in page.lines] or [reader.say_rich("ideas-shown-none")]
    head = compose.join_lines([reader.say_rich("ideas-shown-title"), format_page_number(reader, page.page, page.pages)])
    votes = [_vote(reader, one, page.page) for one in page.lines]
    turning = keyboards.make_page_buttons(reader, page.page, page.pages, lambda to: ShownIdeas(page=to))
    words = compose.join([head, *lines, reader.say_rich("ideas-shown-how")], "\n\n")
    return Rendered(words, (*keyboards.arrange_rows(votes, 1), *turning))


def _vote(reader: Reader, one: IdeaLine, page: int) -> RenderedButton:
    on = int(not one.is_mine)
    press = VoteForIdea(idea=one.id, on=on, page=page)
    return reader.make_button("btn-idea-vote-named", press, on=on, idea=one.title)


def _line(reader: Reader, one: IdeaLine) -> RichText:
    named, mine = shorten_line(one.title, _NAMED), int(one.is_mine)
    state = reader.say_rich("idea-shown-line", idea=named, status=one.status.value, n=one.votes, mine=mine)
    return compose.join_lines([state, one.answer])


def _make_vote_button(reader: Reader, shown: IdeaLine) -> RenderedButton:
    """Return the button that votes for the idea, or takes the vote back."""
    on = int(not shown.is_mine)
    return reader.make_button("btn-idea-vote", VoteForIdea(idea=shown.id, on=on, page=1), on=on)
