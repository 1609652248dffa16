"""Ideas in the bot: suggesting, voting, and the team's list.

`/idea text` of everybody, `/ideas` of the team, and the buttons of ideas; the desk checks again who may.
"""

from enum import StrEnum

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.handlers import CommandFilter, IsPrivate, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import Id, PageNumber, Press
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from bot.views.pages import format_page_number
from db.models import Idea, Person
from desk import Desk
from desk.conversation.new_entry import IncomingMessage
from desk.ideas import idea_list, ideas
from desk.ideas.idea_list import IdeaLine
from desk.ideas.ideas import IdeaStatus
from desk.inbound.prompt_replies import Prompt
from desk.outbox import Show, Slot
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.text import RichText, shorten_line

# Callback data of ideas.


class IdeaFilter(StrEnum):
    """The statuses that the team's list shows."""

    ALL = "all"
    NEW = "new"
    PLANNED = "planned"
    DONE = "done"
    DECLINED = "declined"


class IdeaList(CallbackData, prefix="ideas"):
    """Show a page of the team's list."""

    status: IdeaFilter
    page: PageNumber


class ShownIdeas(CallbackData, prefix="ideashown"):
    """Show a page of the ideas that requesters may vote for."""

    page: PageNumber


class OpenIdea(CallbackData, prefix="idea"):
    """Show one idea to the team."""

    idea: Id


class VoteForIdea(CallbackData, prefix="ideavote"):
    """Vote for an idea, or take the vote back, on a page of a list."""

    idea: Id
    on: int
    page: PageNumber


class IdeaQuestion(StrEnum):
    """A question about an idea: the status it gets, or a value."""

    NEW = "new"
    PLANNED = "planned"
    DONE = "done"
    DECLINED = "declined"
    TITLE = "title"
    SHOW = "show"


class AskAboutIdea(CallbackData, prefix="ideaask"):
    """Ask for a status or a name."""

    what: IdeaQuestion
    idea: Id


class SetIdeaStatus(CallbackData, prefix="ideaset"):
    """Set the status without a word."""

    idea: Id
    status: IdeaStatus


class HideIdea(CallbackData, prefix="ideahide"):
    """Hide the idea from requesters."""

    idea: Id


# Ideas as requesters see them: their own suggestion, and those that the team shows.


_A_PAGE = 5
_NAMED = 200


async def render_own(reader: Reader, letter: Show) -> Rendered | None:
    """Render the reader's own idea."""
    idea = await reader.session.get(Idea, Slot.parse(letter.slot).number)
    if idea is None or idea.author_id != reader.person.id:
        return None
    listed = await idea_list.load_idea(reader.session, reader.person, idea.id)
    if listed is None:
        return None
    said = reader.say_rich("idea-thanks" if listed.is_mine else "idea-taken-back")
    others = keyboards.make_button(reader.language, "btn-ideas-shown", ShownIdeas(page=1))
    return Rendered(said, ((_make_vote_button(reader, listed), others),))


async def _render_shown(reader: Reader, letter: Show) -> Rendered | None:
    """Render how to send an idea, and a page of those that the team shows, each with a button to vote."""
    page = await idea_list.load_page(reader.session, reader.person, letter.page, shown=True, a_page=_A_PAGE)
    lines = [_line(reader, one) for one in page.lines] or [reader.say_rich("ideas-shown-none")]
    head = compose.join_lines([reader.say_rich("ideas-shown-title"), format_page_number(reader, page.page, page.pages)])
    votes = [_vote(reader, one, page.page) for one in page.lines]
    turning = keyboards.make_page_buttons(reader.language, page.page, page.pages, lambda to: ShownIdeas(page=to))
    words = compose.join([head, *lines, reader.say_rich("ideas-shown-how")], "\n\n")
    return Rendered(words, (*keyboards.arrange_rows(votes, 1), *turning))


def _vote(reader: Reader, one: IdeaLine, page: int) -> RenderedButton:
    on = int(not one.is_mine)
    press = VoteForIdea(idea=one.id, on=on, page=page)
    return keyboards.make_button(reader.language, "btn-idea-vote-named", press, on=on, idea=one.title)


def _line(reader: Reader, one: IdeaLine) -> RichText:
    named, mine = shorten_line(one.title, _NAMED), int(one.is_mine)
    state = reader.say_rich("idea-shown-line", idea=named, status=one.status.value, n=one.votes, mine=mine)
    return compose.join_lines([state, one.answer])


# Takes the reply to a question about an idea: a word with its status, or its name.


async def take_answer(desk: Desk, incoming: IncomingMessage, what: str) -> Show:
    """Apply the reply; the slot names the question and the idea (`planned.5`)."""
    asked, _, key = what.partition(".")
    said, idea_id = incoming.words.text, int(key)
    if asked in (IdeaQuestion.TITLE, IdeaQuestion.SHOW):
        await ideas.name_idea(desk, idea_id, said, show=asked == IdeaQuestion.SHOW)
    else:
        await ideas.set_status(desk, idea_id, IdeaStatus(asked), said)
    return Show("idea", slot=f"idea:{idea_id}", fresh=True)


def make_router() -> Router:
    """Return a fresh router of these commands and buttons."""
    made = Router(name="ideas")
    made.message.filter(IsPrivate())
    made.message.register(suggest_idea, CommandFilter("idea"))
    made.message.register(_show_ideas, CommandFilter("ideas"))
    on = made.callback_query.register
    on(_turn_list, IdeaList.filter())
    on(_show_shown, ShownIdeas.filter())
    on(_open_idea, OpenIdea.filter())
    on(vote_for_idea, VoteForIdea.filter())
    on(_ask_about_idea, AskAboutIdea.filter())
    on(set_status, SetIdeaStatus.filter())
    on(hide_idea, HideIdea.filter())
    return made


async def suggest_idea(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Store an idea; without words show those one can vote for, and how to send one."""
    if not command.words.text.strip():
        respond.post_letter(desk, Show("ideas_shown", slot="ideasshown", fresh=True))
        return
    made = await ideas.suggest_idea(desk, command.words.text)
    respond.post_letter(desk, Show("idea_own", slot=f"ideaown:{made.id}", fresh=True))


async def _show_ideas(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """Show the list, those of one status, or the idea of a number."""
    permissions.require_staff(me)
    said = command.words.text.strip().casefold()
    if command.number is not None:
        respond.post_letter(desk, Show("idea", slot=f"idea:{command.number}", fresh=True))
    elif said in set(IdeaFilter) or not said:
        respond.post_letter(desk, Show("ideas", slot="ideas", fresh=True, find=said or None))
    else:
        respond.post_line(desk, "usage-ideas")


async def _turn_list(
    _query: CallbackQuery, callback_data: IdeaList, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Show another page or status in place; from an idea, as a new message."""
    permissions.require_staff(me)
    ideas.require_on(desk)
    pressed.require_view("ideas")
    shown = Show("ideas", slot="ideas", page=callback_data.page, find=callback_data.status.value)
    respond.post_letter(desk, shown)


async def _show_shown(_query: CallbackQuery, callback_data: ShownIdeas, desk: Desk, pressed: PressedMessage) -> None:
    """Show a page of the ideas to vote for: in place, from elsewhere as a new message."""
    ideas.require_on(desk)
    fresh = pressed.kind != "ideasshown"
    respond.post_letter(desk, Show("ideas_shown", slot="ideasshown", page=callback_data.page, fresh=fresh))


async def _open_idea(_query: CallbackQuery, callback_data: OpenIdea, desk: Desk, me: Person) -> None:
    """Show the idea as a new message."""
    permissions.require_staff(me)
    ideas.require_on(desk)
    respond.post_letter(desk, Show("idea", slot=f"idea:{callback_data.idea}", fresh=True))


async def vote_for_idea(
    _query: CallbackQuery, callback_data: VoteForIdea, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Vote or take the vote back; the pressed message then shows it."""
    pressed.require_view("idea", "ideaown", "ideasshown")
    votes = await ideas.vote_for_idea(desk, callback_data.idea, on=bool(callback_data.on))
    press.say("idea-voted", on=callback_data.on, n=votes)
    if pressed.recorded:  # otherwise its place in the chat is not known yet
        view = {"idea": "idea", "ideaown": "idea_own"}.get(pressed.kind, "ideas_shown")
        respond.post_letter(desk, Show(view, slot=str(pressed.slot), page=callback_data.page))


async def _ask_about_idea(
    _query: CallbackQuery, callback_data: AskAboutIdea, desk: Desk, pressed: PressedMessage
) -> None:
    """Ask before people are told, or for a value."""
    await desk.require_grant(Grant.PUBLISH)
    pressed.require_view("idea")
    await ideas.lock_idea(desk, callback_data.idea)
    asked = f"{callback_data.what.value}.{callback_data.idea}"
    respond.post_letter(desk, Show("idea_ask", slot=f"ideaask:{asked}", fresh=True))


async def set_status(
    _query: CallbackQuery, callback_data: SetIdeaStatus, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Set the status and tell everyone, without a word."""
    pressed.require_view("ideaask")
    told = await ideas.set_status(desk, callback_data.idea, callback_data.status)
    press.say("idea-set", n=told)
    respond.post_letter(desk, Show("idea", slot=f"idea:{callback_data.idea}", fresh=True))


async def hide_idea(_query: CallbackQuery, callback_data: HideIdea, desk: Desk, pressed: PressedMessage) -> None:
    """Hide the idea from requesters."""
    pressed.require_view("idea")
    await ideas.hide_idea(desk, callback_data.idea)
    respond.post_letter(desk, Show("idea", slot=f"idea:{callback_data.idea}"))


# Ideas as the team sees them: the list, one idea, and questions about it.


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


async def _render_idea(reader: Reader, letter: Show) -> Rendered | None:
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
    vote = _make_vote_button(reader, shown)
    if not reader.may(Grant.PUBLISH):
        return ((vote,),)
    statuses = [_ask(reader, shown, IdeaQuestion(one.value)) for one in IdeaStatus if one is not shown.status]
    hide = keyboards.make_button(reader.language, "btn-idea-hide", HideIdea(idea=shown.id))
    seen = hide if shown.is_shown else _ask(reader, shown, IdeaQuestion.SHOW)
    return ((vote, seen), tuple(statuses), (_ask(reader, shown, IdeaQuestion.TITLE),))


def _ask(reader: Reader, shown: IdeaLine, what: IdeaQuestion) -> RenderedButton:
    press = AskAboutIdea(what=what, idea=shown.id)
    return keyboards.make_button(reader.language, "btn-idea-ask", press, what=what.value)


def _make_vote_button(reader: Reader, shown: IdeaLine) -> RenderedButton:
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


FEATURE = Feature(
    name="ideas",
    routers=(make_router,),
    views={
        "ideas": ViewSpec(render_list, AGENT),
        "idea": ViewSpec(_render_idea, AGENT),
        "idea_ask": ViewSpec(render_question, AGENT, asks=True, grant=Grant.PUBLISH),
        "idea_own": ViewSpec(render_own),
        "ideas_shown": ViewSpec(_render_shown),
    },
    commands=(
        Command("idea", setting="requests.ideas"),
        Command("ideas", AGENT, setting="requests.ideas"),
    ),
    prompts={"ideaask": Prompt(take_answer)},
)
