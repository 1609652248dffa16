"""Acts of a form on the ticket page: input is read as the bot reads it, a wrong value is refused with an example."""

from typing import Annotated

from pydantic import Field

from desk import Desk, Refused
from desk.act_catalogue import list_acts
from desk.acts import reading
from desk.acts.declaring import MADE, Argument, Door, RowKey, make_by_hand
from desk.settings.kinds import TypedLine
from desk.tickets import fields, runbook_progress
from web.context import Visitor
from web.panel.page_forms import PageForm

_MOST_TAGS = 20
_TAG, _STEP = Argument("tag", TypedLine(60), is_optional=True), Argument("step", RowKey())


class ActGiven(PageForm):
    """A form: the act and its value; `verb`: one without a value; `more`: a second value; `was`: what the field held
    when the page was opened, after a colon, because an empty field would not be sent."""

    form: str = ""
    what: str = ""
    verb: str = ""
    value: Annotated[str, Field(max_length=8000)] = ""
    more: Annotated[str, Field(max_length=8000)] = ""
    was: Annotated[str, Field(max_length=8000)] | None = None

    @property
    def name(self) -> str:
        """The act; the form of the priority names none."""
        return self.what or self.verb or "priority"

    @property
    def seen(self) -> str | None:
        """The value of the field when the page was opened; None: the form does not say."""
        return None if self.was is None else self.was.removeprefix(":")


@make_by_hand(Door.PANEL, "tags")
async def set_tags(visitor: Visitor, number: int, given: ActGiven) -> None:
    """Set the labels; `value`: all of them, separated by commas. What others added or removed since the page was
    opened stays."""
    desk = visitor.desk
    tags = _parts(desk, given.value)
    if len(tags) > _MOST_TAGS:
        raise Refused("page-too-many-tags", n=_MOST_TAGS)
    if given.seen is not None:
        was = _parts(desk, given.seen)
        off = set(was) - set(tags)
        kept = [one for one in (await desk.lock_ticket(number)).tags if off.isdisjoint(_parts(desk, one))]
        tags = [*kept, *(one for one in tags if one not in was)]
    await fields.set_tags(desk, number, tags)


def _parts(desk: Desk, typed: str) -> list[str]:
    return [tag for one in typed.split(",") if (tag := reading.read_field(desk, _TAG, one))]


@make_by_hand(Door.PANEL, "tick")
async def tick_step(visitor: Visitor, number: int, given: ActGiven) -> None:
    """Tick a step; `value`: its key; `more`: empty to take the tick back."""
    key = reading.read_field(visitor.desk, _STEP, given.value)
    await runbook_progress.tick_step(visitor.desk, number, key, done=bool(given.more))


async def run_act(visitor: Visitor, number: int, given: ActGiven) -> None:
    """Run the act of a form: a declared one with its values, the first in `value`, the second in `more`."""
    if (by_hand := MADE.get((Door.PANEL, given.name))) is not None:
        await by_hand(visitor, number, given)
        return
    act = list_acts(Door.PANEL)[given.name]
    typed = zip(act.arguments, (given.value, given.more), strict=False)
    values = {one.name: reading.read_field(visitor.desk, one, text) for one, text in typed}
    await act.run(visitor.desk, number, **act.keep_given(values))
