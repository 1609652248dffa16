"""Actions of a form on the ticket page: each runs a verb of the desk; input is read as the bot reads it, and a wrong
value is refused with an example."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from pydantic import Field

from db.models import Entry
from desk import Outdated, Refused
from desk.act_catalogue import list_acts
from desk.acts import reading
from desk.acts.declaring import Door
from desk.events import linking
from desk.knowledge import runbooks
from desk.merging import merging, splitting
from desk.organizations.choices import find_organizations
from desk.payments import ledger
from desk.questions import organization_question
from desk.requests import side_conversations
from desk.settings.kinds import Moment, TypedLine
from desk.text.money import parse_amount
from desk.tickets import assignment, fields, participants, promises, root_causes, runbook_progress
from web.context import Visitor
from web.panel.page_forms import PageForm

LONGEST_SUBJECT, LONGEST_TAG, MOST_TAGS = 200, 60, 20
_TOO_BIG = 2**63


class ActGiven(PageForm):
    """A form: the action and its value; `more`: a second value; `was`: what the field held when the page was opened,
    after a colon, because an empty field would not be sent."""

    form: str = ""
    what: str = ""
    value: Annotated[str, Field(max_length=8000)] = ""
    more: Annotated[str, Field(max_length=8000)] = ""
    was: Annotated[str, Field(max_length=8000)] | None = None

    @property
    def seen(self) -> str | None:
        """The value of the field when the page was opened; None: the form does not say."""
        return None if self.was is None else self.was.removeprefix(":")


async def _promise(visitor: Visitor, number: int, given: ActGiven) -> None:
    """Promise a time; an empty `value` removes it."""
    at = reading.read_field(visitor.desk, Moment(is_end=True), given.value)
    if at is None:
        await promises.withdraw_promise(visitor.desk, number)
    else:
        await promises.promise_time(visitor.desk, number, at)


async def _hand(visitor: Visitor, number: int, given: ActGiven) -> None:
    """Assign it; `value`: the Telegram id of a person on the team."""
    await assignment.hand_over(visitor.desk, number, _number(given.value) or 0)


async def _subject(visitor: Visitor, number: int, given: ActGiven) -> None:
    subject = _words(given.value, LONGEST_SUBJECT)
    if not subject:
        raise Refused("page-say-something")
    await fields.rename(visitor.desk, number, subject)


async def _category(visitor: Visitor, number: int, given: ActGiven) -> None:
    await fields.categorise(visitor.desk, number, _number(given.value))


async def _tags(visitor: Visitor, number: int, given: ActGiven) -> None:
    """Set the labels; `value`: all of them, separated by commas. What others added or removed since the page was
    opened stays."""
    tags = _parts(given.value)
    if len(tags) > MOST_TAGS:
        raise Refused("page-too-many-tags", n=MOST_TAGS)
    if given.seen is not None:
        was = _parts(given.seen)
        off = set(was) - set(tags)
        kept = [one for one in (await visitor.desk.lock_ticket(number)).tags if off.isdisjoint(_parts(one))]
        tags = [*kept, *(one for one in tags if one not in was)]
    await fields.set_tags(visitor.desk, number, tags)


def _parts(typed: str) -> list[str]:
    return [tag for one in typed.split(",") if (tag := _words(one, LONGEST_TAG))]


async def _event(visitor: Visitor, number: int, given: ActGiven) -> None:
    await linking.set_event(visitor.desk, number, _number(given.value))


async def _organization(visitor: Visitor, number: int, given: ActGiven) -> None:
    """Set the organization; `value`: a part of its name, its tax id or external id; empty: the request is personal."""
    typed = _words(given.value, LONGEST_SUBJECT)
    found = await find_organizations(visitor.session, typed)
    if typed and not found:
        raise Refused("page-organization-none", words=typed)
    if len(found) > 1 and found[0].name.casefold() != typed.casefold():
        raise Refused("page-organization-several", names="; ".join(one.name for one in found))
    await organization_question.choose_organization(visitor.desk, number, found[0].id if found else None)


async def _outlet(visitor: Visitor, number: int, given: ActGiven) -> None:
    await organization_question.choose_outlet(visitor.desk, number, _number(given.value))


async def _cause(visitor: Visitor, number: int, given: ActGiven) -> None:
    await root_causes.set_root_cause(visitor.desk, number, given.value or None)


async def _merge(visitor: Visitor, number: int, given: ActGiven) -> None:
    into = _number(given.value.strip().removeprefix("#"))
    if into is None:
        raise Refused("page-wrong-number")
    await merging.merge_ticket(visitor.desk, number, into)


async def _unmerge(visitor: Visitor, number: int, _given: ActGiven) -> None:
    await merging.unmerge_ticket(visitor.desk, number)


async def _split(visitor: Visitor, number: int, given: ActGiven) -> None:
    """Split it; `value`: the id of one of its entries."""
    entry = await visitor.session.get(Entry, _number(given.value) or 0)
    desk = visitor.desk
    if entry is None or entry.ticket_id not in (await desk.lock_thread(await desk.lock_ticket(number))).thread_ids:
        raise Outdated(number)
    await splitting.split_entry(desk, entry)


async def _price(visitor: Visitor, number: int, given: ActGiven) -> None:
    """Set the price; an empty `value` withdraws it."""
    if not given.value.strip():
        await ledger.withdraw_price(visitor.desk, number)
        return
    amount = parse_amount(given.value, visitor.rules.payments.currency)
    if amount is None:
        raise Refused("price-wrong")
    await ledger.set_price(visitor.desk, number, amount)


async def _paid(visitor: Visitor, number: int, given: ActGiven) -> None:
    """Record that the money has arrived; `value`: the id of the request to pay."""
    await ledger.confirm_payment(visitor.desk, number, _number(given.value) or 0)


async def _send_on(visitor: Visitor, number: int, given: ActGiven) -> None:
    """Send the requester a note of somebody outside; `value`: its id."""
    await side_conversations.send_on(visitor.desk, number, _number(given.value) or 0)


async def _use_steps(visitor: Visitor, number: int, given: ActGiven) -> None:
    """Use the steps of a runbook; `value`: its id."""
    await runbooks.use_steps(visitor.desk, number, _number(given.value) or 0)


async def _tick(visitor: Visitor, number: int, given: ActGiven) -> None:
    """Tick a step; `value`: its key; `more`: empty to take the tick back."""
    await runbook_progress.tick_step(visitor.desk, number, _number(given.value) or 0, done=bool(given.more))


async def _reader(visitor: Visitor, number: int, given: ActGiven) -> None:
    """Give an address copies, or none; `value`: the address; `more`: how."""
    copy = next((one for one in participants.Copy if one == given.more), participants.Copy.NONE)
    await participants.set_copy(visitor.desk, number, given.value, copy)


ACTS: dict[str, Callable[[Visitor, int, ActGiven], Awaitable[object]]] = {
    "promise": _promise,
    "hand": _hand,
    "subject": _subject,
    "category": _category,
    "tags": _tags,
    "event": _event,
    "organization": _organization,
    "outlet": _outlet,
    "cause": _cause,
    "merge": _merge,
    "price": _price,
    "paid": _paid,
    "unmerge": _unmerge,
    "split": _split,
    "sendon": _send_on,
    "steps": _use_steps,
    "tick": _tick,
    "reader": _reader,
}
"""Those that are made by hand, by what the form says."""


async def run_act(visitor: Visitor, number: int, given: ActGiven) -> None:
    """Run the act of a form: a declared one with its values, the first in `value`, the second in `more`."""
    act = list_acts(Door.PANEL).get(given.what)
    if act is None:
        await ACTS[given.what](visitor, number, given)
        return
    typed = zip(act.arguments, (given.value, given.more), strict=False)
    values = {one.name: reading.read_field(visitor.desk, one.kind, text) for one, text in typed}
    await act.run(visitor.desk, number, **{name: value for name, value in values.items() if value is not None})


def _words(typed: str, most: int) -> str:
    """Return the text on one line, empty where nothing would be visible. Raises Refused where it is too long."""
    try:
        return TypedLine(most).parse_text(typed)
    except ValueError:
        raise Refused("page-too-long", n=most) from None


def _number(typed: str) -> int | None:
    """Return an id or number, or None."""
    said = typed.strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 and int(said) < _TOO_BIG else None
