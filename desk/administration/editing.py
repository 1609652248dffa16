"""Change the rows of any noun: fields from a form or one by one, acts, new rows; undo the last change of a row.

A change is remembered with the values before and after it, so that it is undone only while nobody changed them again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import savepoint
from db.models import AdminChange, Person
from desk import Desk, EditConflict, NotAllowed, Outdated, Refused
from desk.admin_settings.changes import lock_settings
from desk.administration.kinds import Asker, FieldValue, check_value, list_options, read_field, write_field
from desk.administration.resource import Act, New, NounField, Resource
from desk.policy import permissions
from desk.settings.kinds import Chosen, OneOf
from desk.text import edited_field
from desk.text.edited_field import EditedField

_Values = dict[str, dict[str, Any]]
UNDO_WITHIN = timedelta(minutes=10)


class FieldsRefused(Refused):
    """Raised if fields of a form do not fit; nothing was written. `wrong`: why, by the field's id."""

    def __init__(self, wrong: Mapping[str, Refused]) -> None:
        first = next(iter(wrong.values()))
        super().__init__(first.key, **first.args_)
        self.wrong = wrong


def may_see(noun: Resource, asker: Asker) -> bool:
    """Return True if the asker may see the noun's rows."""
    is_granted = permissions.is_staff(asker.person) and (noun.grant is None or asker.may(noun.grant))
    return is_granted and _is_on(noun, asker)


def _is_on(noun: Resource, asker: Asker) -> bool:
    return not noun.setting or bool(attrgetter(noun.setting)(asker.rules))


def require_seeing(noun: Resource, asker: Asker) -> None:
    """Raise NotAllowed unless the asker may see the noun's rows; it says so if they are switched off for everybody."""
    permissions.require_staff(asker.person)
    if not may_see(noun, asker):
        raise NotAllowed("not-granted" if _is_on(noun, asker) else f"{noun.name}-off")


def require_changing(noun: Resource, asker: Asker, row: Any) -> None:
    """Raise NotAllowed unless the asker may change the row."""
    require_seeing(noun, asker)
    if not noun.may_change(asker, row):
        raise NotAllowed("not-granted")


def find_new(noun: Resource, asker: Asker, name: str) -> New:
    """Return the kind of new row of that name. Raises Outdated, NotAllowed for who may not add one."""
    require_seeing(noun, asker)
    new = next((one for one in noun.news if one.name == name), None)
    if new is None:
        raise Outdated
    if not new.may(asker):
        raise NotAllowed("not-granted")
    return new


async def change_form(desk: Desk, noun: Resource, key: str, given: Mapping[str, EditedField]) -> bool:
    """Write the changed fields of a form, all or none; return False if nothing is different. Raises NotAllowed,
    Outdated, also if the row has no longer a field that was changed, EditConflict, FieldsRefused."""
    row = await _load(desk, noun, key)
    fields = {one.id: one for one in noun.list_fields(row) if one.id in given}
    now = {name: write_field(one.kind, one.read(row)) for name, one in fields.items()}
    asked = {name: given[name] for name in fields}
    if edited_field.find_touched(given) - fields.keys():
        raise Outdated
    if clashing := edited_field.find_clashing(asked, now):
        raise EditConflict(edited_field.find_touched(asked), clashing)
    wrong: dict[str, Refused] = {}
    touched = [fields[name] for name in fields if asked[name].is_touched]
    before = _dump(noun.list_undoable(row), row)
    for one in touched:
        try:
            async with savepoint(desk.session):
                await _write(desk, one, row, read_field(one.kind, asked[one.id].typed))
        except NotAllowed:
            raise
        except Refused as refused:
            wrong[one.id] = refused
    if wrong:
        raise FieldsRefused(wrong)
    return await _remember(desk, noun, key, before)


async def change_field(desk: Desk, noun: Resource, key: str, field_id: str, value: FieldValue) -> bool:
    """Write one field; return False if it is the same as before. Raises NotAllowed, Outdated, Refused."""
    return await _change(desk, noun, key, field_id, lambda _one, _row: value)


async def press_option(desk: Desk, noun: Resource, key: str, field_id: str, pressed: str) -> bool:
    """Choose an option of a field, or drop it where any number can be chosen, as the field is now; return False if it
    is the same as before. Raises NotAllowed, Outdated, Refused."""

    def press(one: NounField, row: Any) -> FieldValue:
        if not isinstance(one.kind, Chosen):
            raise Outdated
        now = one.read(row).text
        return FieldValue.of(one.kind.press(now, pressed) if isinstance(one.kind, OneOf) else pressed)

    return await _change(desk, noun, key, field_id, press)


async def _change(
    desk: Desk, noun: Resource, key: str, field_id: str, make_value: Callable[[NounField, Any], FieldValue]
) -> bool:  # fmt: skip
    row = await _load(desk, noun, key)
    one = noun.find_field(row, field_id)
    if one is None:
        raise Outdated
    before = _dump(noun.list_undoable(row), row)
    await _write(desk, one, row, make_value(one, row))
    return await _remember(desk, noun, key, before)


async def do_act(desk: Desk, noun: Resource, key: str, name: str, words: FieldValue | None = None) -> None:
    """Do that to a row, with the words that go along. Raises NotAllowed, Outdated if it cannot be done now, Refused."""
    row, act = await find_act(desk, noun, key, name, has_words=words is not None and bool(words.text))
    before = _dump(noun.list_undoable(row), row)
    if words is not None and act.asks is not None:
        await act.asks.write(desk, row, words)
    else:
        await act.do(desk, row)
    await _remember(desk, noun, key, before)


async def find_act(desk: Desk, noun: Resource, key: str, name: str, *, has_words: bool = False) -> tuple[Any, Act]:
    """Return the row, and what is to be done to it. Raises NotAllowed, Outdated if it cannot be done now; of an act
    with words its verb decides that: they are not lost because another person was first."""
    row = await _find_row(desk, noun, key)
    act = noun.find_act(name)
    if act is None or not act.is_for_readers:
        require_changing(noun, Asker.of(desk), row)
    if act is None or not (act.has(row) or (has_words and act.asks is not None)):
        raise Outdated
    return row, act


async def follow_change(desk: Desk, noun: Resource, key: str) -> None:
    """Remember what the last change of a row has become, after a further part of it came. Raises NotAllowed,
    Outdated."""
    row = await _load(desk, noun, key)
    last = await desk.session.get(AdminChange, (noun.name, key))
    if last is not None:
        now = _dump(noun.list_undoable(row), row)
        last.fields = {name: [before, now.get(name, after)] for name, (before, after) in last.fields.items()}


async def create_row(desk: Desk, noun: Resource, name: str, inside: str, given: Mapping[str, FieldValue]) -> str:
    """Add a row of that kind and return its key; its fields are read as those of a row. Raises NotAllowed, Outdated,
    Refused."""
    await desk.refresh_actor()
    new = find_new(noun, Asker.of(desk), name)
    empty = FieldValue.of("")
    read = {one.id: await _read(desk, one, None, given.get(one.id, empty)) for one in new.fields}
    return await new.create(desk, inside, read)


@dataclass(frozen=True, slots=True)
class LastRowChange:
    """The last change of a row: by whom, when; `version`: what an undo names; `can_be_undone`: still now."""

    version: int
    by: str
    at: datetime
    can_be_undone: bool


async def find_last_change(session: AsyncSession, noun: Resource, key: str, now: datetime) -> LastRowChange | None:
    """Return the last change of a row that was remembered, or None."""
    found = select(AdminChange.version, Person.name, AdminChange.at).outerjoin(Person, Person.id == AdminChange.by_id)
    row = (await session.execute(found.where(*_is(noun, key)))).one_or_none()
    return None if row is None else LastRowChange(row.version, row.name or "?", row.at, now - row.at <= UNDO_WITHIN)


async def undo_change(desk: Desk, noun: Resource, key: str, version: int) -> bool:
    """Restore the values before the change of that version, as a change that can be undone too; return False if they
    were changed since. Raises NotAllowed, Outdated, Refused when it is too late."""
    row = await _load(desk, noun, key)
    change = await desk.session.scalar(select(AdminChange).where(*_is(noun, key)))
    if change is None or change.version != version:
        return False
    if desk.now - change.at > UNDO_WITHIN:
        raise Refused("admin-undo-late")
    fields = [one for one in noun.list_undoable(row) if one.id in change.fields]
    now = _dump(fields, row)
    if now != {name: after for name, (_, after) in change.fields.items()}:
        return False
    for one in fields:
        await _write(desk, one, row, FieldValue.load(change.fields[one.id][0]))
    await _remember(desk, noun, key, now)
    return True


async def _load(desk: Desk, noun: Resource, key: str) -> Any:
    """Return the row that the actor may change, which nobody else changes until the unit of work ends."""
    row = await _find_row(desk, noun, key)
    require_changing(noun, Asker.of(desk), row)
    return row


async def _find_row(desk: Desk, noun: Resource, key: str) -> Any:
    await desk.refresh_actor()
    await lock_settings(desk)
    asker = Asker.of(desk)
    require_seeing(noun, asker)
    row = await noun.find(asker, key)
    if row is None:
        raise Outdated
    return row


async def _write(desk: Desk, one: NounField, row: Any, value: FieldValue) -> None:
    await one.write(desk, row, await _read(desk, one, row, value))


async def _read(desk: Desk, one: NounField, row: Any, value: FieldValue) -> FieldValue:
    """Return the value of a field as its kind reads it. Raises Refused for one that does not fit or cannot be
    chosen."""
    if isinstance(one.kind, OneOf):
        options = {option.value for option in await list_options(one.kind, Asker.of(desk), row)}
        chosen = value.text.split(",") if one.kind.is_many else [value.text]
        if not set(filter(None, chosen)) <= options:
            raise Refused("admin-no-option")
    return check_value(one.kind, value)


def _dump(fields: Sequence[NounField], row: Any) -> _Values:
    return {one.id: one.read(row).dump() for one in fields}


async def _remember(desk: Desk, noun: Resource, key: str, before: _Values) -> bool:
    """Remember what is different now; return False if nothing is."""
    row = await noun.find(Asker.of(desk), key)
    after = {} if row is None else _dump([one for one in noun.list_undoable(row) if one.id in before], row)
    changed = {name: [before[name], value] for name, value in after.items() if value != before[name]}
    if not changed:
        return False
    last = await desk.session.get(AdminChange, (noun.name, key), populate_existing=True)
    if last is None:
        last = AdminChange(noun=noun.name, key=key, version=0)
        desk.session.add(last)
    last.version, last.fields, last.by_id, last.at = last.version + 1, changed, desk.actor_id, desk.now
    await desk.session.flush()
    return True


def _is(noun: Resource, key: str) -> tuple[Any, ...]:
    return AdminChange.noun == noun.name, AdminChange.key == key
