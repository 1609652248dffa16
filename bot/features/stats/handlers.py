"""`/stats`, `/me` and the buttons under their charts. The desk checks again who it is, and draws the charts."""

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.stats.buttons import StatsButtons, StatsChange, StatsChoice, StatsDays
from bot.features.stats.screens import render_figures, render_result
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import Press, handle_presses
from db.models import Origin
from desk import Desk, Outdated
from desk.charts import report_request
from desk.charts import stats_command as question_parser
from desk.charts.stats_command import About, StatsQuestion, format_period_word
from desk.conversation.new_entry import IncomingMessage
from desk.inbound.prompt_replies import Prompt
from desk.metrics import Dimension, list_metrics, list_report_forms, periods
from desk.outbox import ReportReady, Say
from desk.policy.permissions import Grant, has_grant


async def _draw_period(desk: Desk, incoming: IncomingMessage, result: str) -> None:
    """Draw the chart of the days that were typed (`statsperiod:<result>`)."""
    await report_request.request_typed_days(desk, int(result), incoming.words.text)


_SLOT = "stats"
_ME, _NONE = "me", "none"
_OF_FEW, _FEW = (Dimension.PRIORITY, Dimension.WEEKDAY, Dimension.HOUR), 24


def make_router() -> Router:
    """Return a fresh router of these commands and buttons."""
    made = StaffRouter(name="stats")
    made.message.register(_show_stats, CommandFilter("stats"))
    made.message.register(_show_own_card, CommandFilter("me"))
    handle_presses(made, show_choices, choose_value, _ask_days)
    return made


async def _show_stats(_message: Message, command: TypedCommand, desk: Desk) -> None:
    await request_stats(desk, command.words.text)


async def request_stats(desk: Desk, words: str) -> None:
    """Do `/stats` with the words that `desk/charts/stats_command.py` reads."""
    today = desk.today
    asked = await question_parser.parse_question(desk.session, words, today, desk.rules)
    await report_request.request_report(desk, asked)


async def _show_own_card(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/me`, `/me month`: draw one's own card."""
    today, said = desk.today, command.words.text.strip()
    period = question_parser.parse_period(said, today) if said else "month"
    await report_request.request_report(desk, StatsQuestion(About.CARD, str(desk.require_actor().id), period))


async def show_choices(_query: CallbackQuery, callback_data: StatsButtons, desk: Desk, pressed: PressedMessage) -> None:
    """Show other buttons under the same chart."""
    pressed.require_view(_SLOT)
    report_request.require_allowed(desk.require_actor(), await report_request.load_question(desk, callback_data.result))
    screen, page = callback_data.screen, callback_data.page
    for_admins = has_grant(desk.require_actor(), Grant.FIGURES)
    letter = ReportReady(callback_data.result, _SLOT, fresh=False, screen=screen, page=page, admins_only=for_admins)
    respond.post_letter(desk, letter)


async def choose_value(
    _query: CallbackQuery, callback_data: StatsChoice, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Draw another chart in place of this one."""
    pressed.require_view(_SLOT)
    question = await report_request.load_question(desk, callback_data.result)
    await report_request.request_report(
        desk, _change_result(desk, question, callback_data.change, callback_data.value), fresh=False
    )
    press.say("stats-drawing")


async def _ask_days(_query: CallbackQuery, callback_data: StatsDays, desk: Desk, pressed: PressedMessage) -> None:
    """Ask for the days; the reply draws the chart."""
    pressed.require_view(_SLOT)
    await report_request.load_question(desk, callback_data.result)
    respond.post_letter(desk, Say("stats-which-days", slot=f"statsperiod:{callback_data.result}"))


def _change_result(desk: Desk, question: StatsQuestion, change: StatsChange, value: str) -> StatsQuestion:
    """Return the question with one thing changed. Raises Outdated for an unknown value."""
    forms, figures = list_report_forms(desk.rules), list_metrics(desk.rules)
    known = {StatsChange.PERIOD: periods.NAMES, StatsChange.FORM: forms, StatsChange.FIGURE: figures}
    if change in known and value not in known[change]:
        raise Outdated
    if change is StatsChange.PERIOD:
        return replace(question, period=value)
    if change is StatsChange.FORM:
        return replace(question, about=About.FORM, of=value, by=None)
    if change is StatsChange.FIGURE:
        return replace(question, about=About.FIGURE, of=value, by=None)
    if change is StatsChange.ALL:
        return replace(question, where={})
    if change is StatsChange.CARD:
        return replace(
            question,
            about=About.CARD,
            of=str(desk.require_actor().id if value == _ME else _number(value)),
            by=None,
            where={},
        )
    return _of_dimension(desk, question, change, value)


def _of_dimension(desk: Desk, question: StatsQuestion, change: StatsChange, value: str) -> StatsQuestion:
    """Return the question with another dimension or filter, or with an event and its days."""
    if change is StatsChange.EVENT:
        event = next((one for one in desk.rules.events if one.id == _number(value)), None)
        today = desk.today
        if event is None or event.first > today:
            raise Outdated
        days = format_period_word(periods.Period(event.first, event.last))
        return replace(question, period=days, where={**question.where, Dimension.EVENT: event.id})
    name, _, chosen = value.partition("-")
    try:
        by = Dimension(name)
    except ValueError:
        raise Outdated from None
    if by in question_parser.list_hidden(desk.rules):
        raise Outdated
    if change is StatsChange.BY:
        if question.about is not About.FIGURE:
            raise Outdated
        return replace(question, by=by)
    return replace(question, where={**question.where, by: None if chosen == _NONE else _value(by, chosen)})


def _value(by: Dimension, chosen: str) -> int | str:
    """Return the value that a press filters by. Raises Outdated if the dimension cannot have it."""
    if by is Dimension.SOURCE and chosen in list(Origin):
        return chosen
    if by in (Dimension.SOURCE, *question_parser.NO_FILTER):
        raise Outdated
    number = _number(chosen)
    if by in _OF_FEW and number >= _FEW:
        raise Outdated
    return number


def _number(word: str) -> int:
    if not (word.isascii() and word.isdigit()) or len(word) > 18:
        raise Outdated
    return int(word)


FEATURE = Feature(
    name="stats",
    routers=(make_router,),
    commands=(
        Command("stats", AGENT, aliases=("report", "reports")),
        Command("me", AGENT),
    ),
    prompts={"statsperiod": Prompt(_draw_period, repeats=True)},
    views={"figures": ViewSpec(render_figures, AGENT, is_list=True, is_counted=True)},
    letters={ReportReady: render_result},
)
