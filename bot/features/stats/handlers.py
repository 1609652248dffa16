"""`/stats` and the periods under their charts. The desk checks again who it is, and draws the charts."""

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.homes import post_home
from bot.features.stats.buttons import PERIOD, StatsChoice
from bot.features.stats.screens import render_figures, render_result
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand
from bot.handlers.pressed_message import Press, handle_presses
from desk import Desk, Outdated
from desk.charts import report_request
from desk.charts import stats_command as question_parser
from desk.charts.stats_command import About, StatsQuestion
from desk.metrics import periods
from desk.outbox import ReportReady

_SLOT = "stats"
_ME = frozenset({"me", "я"})


def make_router() -> Router:
    """Return a fresh router of these commands and buttons."""
    made = StaffRouter(name="stats")
    made.message.register(_show_stats, CommandFilter("stats"))
    handle_presses(made, choose_period)
    return made


async def _show_stats(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/stats` and its words; `/stats me`, `/stats me week`: draw one's own card."""
    word, _, rest = command.words.text.strip().partition(" ")
    if word.casefold() in _ME:
        period = question_parser.parse_period(rest, desk.today) if rest.strip() else "month"
        await report_request.request_report(desk, StatsQuestion(About.CARD, str(desk.require_actor().id), period))
    else:
        await request_stats(desk, command.words.text)


async def request_stats(desk: Desk, words: str) -> None:
    """Do `/stats` with the words that `desk/charts/stats_command.py` reads."""
    today = desk.today
    asked = await question_parser.parse_question(desk.session, words, today, desk.rules)
    await report_request.request_report(desk, asked)


async def choose_period(
    _query: CallbackQuery, callback_data: StatsChoice, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Draw the chart of another period in place of this one; other choices are in the panel."""
    pressed.require_view(_SLOT)
    if callback_data.change != PERIOD:
        await post_home(desk, "charts")
        press.say("home-moved")
        return
    if callback_data.value not in periods.NAMES:
        raise Outdated
    question = await report_request.load_question(desk, callback_data.result)
    await report_request.request_report(desk, replace(question, period=callback_data.value), fresh=False)
    press.say("stats-drawing")


FEATURE = Feature(
    name="stats",
    routers=(make_router,),
    commands=(Command("stats", AGENT, aliases=("report", "reports"), former=("me me",)),),
    views={"figures": ViewSpec(render_figures, AGENT, is_list=True, is_counted=True)},
    letters={ReportReady: render_result},
)
