"""The values of declared fields of a request: set by the team, by rules and programs, and by its requester's answers.
Requesters do not see them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from db.models import Ticket
from desk import Desk, DeskSettings, Locked, Refused, TicketResult, history
from desk.policy import Verb
from desk.settings.kinds import DASHES, TypedOver, format_button_value
from desk.settings.own_fields import WORDS, DeclaredField, find_field, get_value, list_values, make_key, put_value
from desk.text.masking.secret_masking import mask_secrets_in
from desk.text.subject import JOINT

IN_LINE = ":"
"""In place of a value: the first line has both, as `Room: 12`."""


async def set_field(desk: Desk, number: int, field: str, value: str | None = IN_LINE) -> TicketResult:
    """Set what a field holds, nothing: it is emptied. `field`: its name or id. Raises Refused for a field that is not
    there or a value that does not fit, NoSuchTicket, NotAllowed, Merged."""
    if not desk.rules.own_fields:
        raise Refused("field-off")
    name, value = _split(field) if value == IN_LINE else (field, value)
    one = find_field(desk.rules.own_fields, name)
    if one is None:
        raise Refused("no-such-field", names=", ".join(known.name for known in desk.rules.own_fields))
    async with desk.change(number, Verb.SET_FIELD) as ticket:
        desk.require_target(ticket, Verb.SET_FIELD)
        changed = put_text(desk, ticket, one, await read_value(desk, one, value or ""))
    return await desk.make_result(ticket, changed=changed)


def _split(said: str) -> tuple[str, str]:
    name, colon, value = said.partition(":")
    if not colon:
        raise Refused("usage-field")
    return name, value


async def read_value(desk: Desk, one: DeclaredField, typed: str, today: date | None = None) -> str:
    """Return what is stored for a typed value, masked; empty for none. `today`: when it was typed, if earlier. Raises
    Refused with what would be right."""
    said = " ".join(typed.split())
    if said in DASHES | {""}:
        return ""
    try:
        text = await _parse(desk, one, said, today or desk.today)
    except ValueError:
        key, given = one.kind.wrong
        raise Refused(key, **given) from None
    return mask_secrets_in(text, desk.rules.masking) if one.part == WORDS else text


async def _parse(desk: Desk, one: DeclaredField, said: str, today: date) -> str:
    kind = one.kind
    if isinstance(kind, TypedOver):
        return str(await kind.parse_change(desk.session, today, said, None))
    return format_button_value(kind.parse_text(said))


def list_questions(rules: DeskSettings, ticket: Ticket) -> list[dict[str, Any]]:
    """Return what its requester is asked for declared fields that hold nothing."""
    empty = (one for one in rules.own_fields if one.question and not get_value(one, ticket.own_fields))
    return [{"key": make_key(one), "text": one.write_question()} for one in empty]


def leave_out_answered(
    rules: DeskSettings, ticket: Ticket, questions: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:  # fmt: skip
    """Return the questions without those for declared fields that were removed, or hold something by now."""
    asked = {one["key"] for one in list_questions(rules, ticket)}
    return [one for one in questions if ":" not in one["key"] or one["key"] in asked]


async def take_answer(
    desk: Desk, ticket: Locked, key: str, said: str, *, before: str | None = None, at: datetime | None = None
) -> None:  # fmt: skip
    """Store an answer in the field that it was asked for; one that does not fit stays among the answers. `before`: what
    was answered first, before it was edited: what the team has set since stays. `at`: when that was."""
    one = next((one for one in desk.rules.own_fields if make_key(one) == key), None)
    if one is None:
        return
    today = at.astimezone(ZoneInfo(desk.rules.timezone)).date() if at is not None else desk.today
    held = await _read_answer(desk, one, before, today) if before is not None else ""
    if get_value(one, ticket.own_fields) == held:
        put_text(desk, ticket, one, await _read_answer(desk, one, said, today))


async def take_answers(desk: Desk, number: int, answers: Mapping[str, str]) -> None:
    """Store the answers of a web form, by the keys of their questions."""
    if answers:
        ticket = await desk.lock_ticket(number)
        for key, said in answers.items():
            await take_answer(desk, ticket, key, said)
        await desk.publish(ticket)


def carry_over(desk: Desk, source: Ticket, target: Locked) -> list[int]:
    """Fill what is empty with what a merged request of the same person holds; return the ids of these fields."""
    held = list_values(desk.rules.own_fields, source.own_fields)
    free = [one for one in held if not get_value(one.field, target.own_fields)]
    return [one.field.id for one in free if put_text(desk, target, one.field, one.text)]


def take_back(desk: Desk, source: Ticket, target: Locked, carried: Sequence[int]) -> None:
    """Empty the fields that were carried over and hold the same still."""
    for one in list_values(desk.rules.own_fields, source.own_fields):
        if one.field.id in carried and get_value(one.field, target.own_fields) == one.text:
            put_text(desk, target, one.field, "")


async def _read_answer(desk: Desk, one: DeclaredField, said: str, today: date) -> str:
    try:
        return await read_value(desk, one, said, today)
    except Refused:
        return ""


def put_text(desk: Desk, ticket: Locked, one: DeclaredField, text: str) -> bool:
    """Store what a field holds; return False if it held that."""
    before = get_value(one, ticket.own_fields)
    if before == text:
        return False
    ticket.own_fields = put_value(one, ticket.own_fields, text)
    desk.record(ticket, history.OWN_FIELD, _name(desk, one, before), _name(desk, one, text))
    return True


def _name(desk: Desk, one: DeclaredField, text: str) -> str | None:
    """Return a value as the history has it: as a part, so that it goes with the words that it is a copy of."""
    return f"{one.name}{JOINT}{one.say(desk.rules.locale, text)}" if text else None
