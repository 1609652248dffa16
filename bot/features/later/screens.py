"""Plans as the bot shows them: one plan to its author, and the list of one's own."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.features.ticket import buttons as ticket_buttons
from bot.features.ticket import screens_entries
from bot.handlers.pressed_message import Id, PageTurn
from bot.views import Reader, Rendered, compose, keyboards
from bot.views.pages import format_page_number
from db.models import ApprovalState
from desk.later import planned_list
from desk.later.planned_list import PlanLine
from desk.outbox import Args, Show
from desk.policy.permissions import Grant
from desk.queries.awaiting_approval import DraftAnswer
from desk.text import RichText, shorten_line
from desk.tickets.answers_awaiting_approval import PLANNED

_A_PAGE, _SUBJECT = 8, 60


class PlanStep(StrEnum):
    """The steps of a plan; OPEN shows it."""

    OPEN = "open"
    NOW = "now"
    MOVE = "move"
    DROP = "drop"


_LABELS = {PlanStep.NOW: "btn-plan-now", PlanStep.MOVE: "btn-plan-move", PlanStep.DROP: "btn-plan-drop"}


class PlanPress(CallbackData, prefix="plan"):
    """Do something with a plan. `seen`: when the newest words were written that are shown, in milliseconds."""

    plan: Id
    step: PlanStep
    seen: Annotated[int, Field(ge=0, le=10**14)] = 0


class PlansPage(PageTurn, prefix="plans"):
    """Show a page of one's own plans."""


def render_plan(reader: Reader, draft: DraftAnswer) -> Rendered:
    """Render a plan for its author: when it is done, or why it was not, with what can be done about it."""
    assert draft.due_at is not None
    act = draft.verb if draft.verb not in (None, "note") else None
    args: Args = {
        "number": draft.number, "name": draft.requester, "at": int(draft.due_at.timestamp()), "kind": draft.kind,
        "act": act or "none", "state": draft.state.value,
    }  # fmt: skip
    said = draft.entry if draft.kind != "note" or reader.may(Grant.NOTES) else None
    words = [compose.quote_text(screens_entries.format_entry_text(reader, said))] if said is not None else []
    files = [screens_entries.attach_files(reader, said.files)] if said is not None else []
    since = [compose.quote_text(screens_entries.format_entry_text(reader, one)) for one in draft.since]
    head = reader.say_rich("planned", **args)
    why = [reader.say_rich("plan-why", why=draft.why, name=draft.requester)] if draft.why else []
    if draft.state not in PLANNED:
        return Rendered(head, ticket_id=draft.ticket_id)
    steps = [
        reader.make_button(label, PlanPress(plan=draft.id, step=step, seen=draft.newest))
        for step, label in _LABELS.items()
    ]
    opening = reader.make_button("btn-open", ticket_buttons.Open(number=draft.number))
    return Rendered(
        compose.join_lines([head, *why, *words, *files, *since]), (*keyboards.arrange_rows([*steps, opening], 2),),
        ticket_id=draft.ticket_id,
    )  # fmt: skip


async def render_plans(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of what the reader has planned, the next one first."""
    page = await planned_list.load_own_page(reader.session, reader.person, letter.page, _A_PAGE)
    if not page.lines:
        return Rendered(reader.say_rich("plans-none"))
    opens = [
        reader.make_button("btn-plan-open", PlanPress(plan=one.id, step=PlanStep.OPEN), number=one.number)
        for one in page.lines
    ]
    head = compose.join_lines(
        [reader.say_rich("plans-title", n=page.total), format_page_number(reader, page.page, page.pages)]
    )
    turning = keyboards.make_page_buttons(reader, page.page, page.pages, lambda to: PlansPage(page=to))
    lines = [_line(reader, one) for one in page.lines]
    return Rendered(compose.join_lines([head, *lines]), (*keyboards.arrange_rows(opens, 4), *turning))


def _line(reader: Reader, one: PlanLine) -> RichText:
    subject = shorten_line(one.called.say_in(reader.language), _SUBJECT)
    stopped = int(one.state is ApprovalState.STOPPED)
    args: Args = {"number": one.number, "subject": subject, "kind": one.kind.value, "act": one.verb or "none"}
    return reader.say_rich("plans-line", at=int(one.due_at.timestamp()), stopped=stopped, **args)
