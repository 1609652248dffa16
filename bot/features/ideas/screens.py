"""Ideas as requesters and as the team see them: lists, one idea, and questions about it."""

from bot.features.ideas.buttons import (
    AskAboutIdea,
    HideIdea,
    IdeaFilter,
    IdeaList,
    IdeaQuestion,
    OpenIdea,
    SetIdeaStatus,
    VoteForIdea,
)
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from bot.views.pages import format_page_number
from desk.ideas import idea_list, ideas
from desk.ideas.idea_list import IdeaLine
from desk.ideas.ideas import IdeaStatus
from desk.outbox import Show, Slot
from desk.policy.permissions import Grant
from desk.text import RichText, shorten_line

_SCREENS_NAMED = 60


async def render_list(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of the list, with buttons for the statuses and the ideas."""
    chosen = IdeaFilter(letter.find or IdeaFilter.ALL)
    status = None if chosen is IdeaFilter.ALL else IdeaStatus(chosen.value)
    page = await idea_list.load_page(reader.session, reader.person, letter.page, status=status)
    title = compose.join_dotted(
        [
            reader.say_rich("ideas-title", status=chosen.value, n=page.total),
            format_page_number(reader, page.page, page.pages),
        ]
    )
    lines = [_line_of_screens(reader, one) for one in page.lines] or [reader.say_rich("ideas-none")]
    opening = [
        keyboards.make_button(reader.language, "btn-number", OpenIdea(idea=one.id), number=one.id) for one in page.lines
    ]
    turning = keyboards.make_page_buttons(
        reader.language, page.page, page.pages, lambda to: IdeaList(status=chosen, page=to)
    )
    rows = (*keyboards.arrange_rows(opening, 4), *turning, *keyboards.arrange_rows(_filters(reader, chosen), 2))
    words = compose.join([title, compose.join_lines(lines), reader.say_rich("ideas-how")], "\n\n")
    return Rendered(words, rows)


def _filters(reader: Reader, chosen: IdeaFilter) -> list[RenderedButton]:
    return [
        keyboards.make_button(
            reader.language, "btn-ideas", IdeaList(status=one, page=1), status=one.value
        )
        for one in IdeaFilter
        if one is not chosen
    ]  # fmt: skip


def _line_of_screens(reader: Reader, one: IdeaLine) -> RichText:
    named = shorten_line(one.title, _SCREENS_NAMED)
    return reader.say_rich("idea-line", id=one.id, status=one.status.value, n=one.votes, idea=named)


async def render_idea(reader: Reader, letter: Show) -> Rendered | None:
    """Render one idea; buttons for its status only for those who decide."""
    idea_id = Slot.parse(letter.slot).number
    shown = await idea_list.load_idea(reader.session, reader.person, idea_id)
    if shown is None:
        return Rendered(reader.say_rich("idea-none", id=idea_id))
    state = reader.say_rich("idea-state", id=shown.id, status=shown.status.value, n=shown.votes, team=shown.team_votes)
    title = RichText(shown.title).with_style("bold") if shown.title != shown.words else RichText()
    own = compose.join_lines(
        [reader.say_rich("idea-from", name=shown.author), compose.quote_text(RichText(shown.words))]
    )
    answer = reader.say_rich("idea-answer", answer=shown.answer) if shown.answer else RichText()
    seen = reader.say_rich("idea-shown" if shown.is_shown else "idea-hidden")
    words = compose.join([compose.join_lines([state, title]), own, compose.join_lines([answer, seen])], "\n\n")
    return Rendered(words, _buttons(reader, shown))


def _buttons(reader: Reader, shown: IdeaLine) -> tuple[Row, ...]:
    vote = make_vote_button(reader, shown)
    if not reader.may(Grant.PUBLISH):
        return ((vote,),)
    statuses = [_ask(reader, shown, IdeaQuestion(one.value)) for one in IdeaStatus if one is not shown.status]
    hide = keyboards.make_button(reader.language, "btn-idea-hide", HideIdea(idea=shown.id))
    seen = hide if shown.is_shown else _ask(reader, shown, IdeaQuestion.SHOW)
    return ((vote, seen), tuple(statuses), (_ask(reader, shown, IdeaQuestion.TITLE),))


def _ask(reader: Reader, shown: IdeaLine, what: IdeaQuestion) -> RenderedButton:
    press = AskAboutIdea(what=what, idea=shown.id)
    return keyboards.make_button(reader.language, "btn-idea-ask", press, what=what.value)


def make_vote_button(reader: Reader, shown: IdeaLine) -> RenderedButton:
    """Return the button that votes for the idea, or takes the vote back."""
    on = not shown.is_mine
    press = VoteForIdea(idea=shown.id, on=int(on), page=1)
    return keyboards.make_button(reader.language, "btn-idea-vote", press, on=int(on))


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render what is asked about an idea; a status can be set at once, without a word."""
    what, _, key = Slot.parse(letter.slot).key.partition(".")
    shown = await idea_list.load_idea(reader.session, reader.person, int(key))
    if shown is None:
        return None
    named = shorten_line(shown.title, _SCREENS_NAMED)
    if what not in set(IdeaStatus):
        return Rendered(reader.say_rich("idea-ask", what=what, idea=named))
    people = await ideas.list_receivers(reader.session, shown.id, reader.person.id)
    words = reader.say_rich("idea-ask-status", status=what, idea=named, n=len(people))
    press = SetIdeaStatus(idea=shown.id, status=IdeaStatus(what))
    return Rendered(words, ((keyboards.make_main_button(reader.language, "btn-idea-set", press, n=len(people)),),))
