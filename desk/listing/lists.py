"""Declares a list, and reads it. Which rows, in which order, is said once; what is shown of them, by each door: it
gives a statement that selects it, to which the rows of the page are joined.

The place in a list that a program is given is signed: the last row's keys may be more than it is shown, and whoever
could write them could search for these values."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, FromClause, Integer, Label, Select, and_, func, literal_column, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from db.models import DeskRow
from desk.listing.keys import Key, follow
from desk.listing.pages import Following, Page, fit_page
from desk.references import Purpose, is_same, sign

_Who = TypeVar("_Who")
_Filters = TypeVar("_Filters")
_Name = TypeVar("_Name")
_Value = TypeVar("_Value")
_Line = TypeVar("_Line")
_Condition = ColumnElement[bool]
Shown = Select[*tuple[Any, ...]]
"""What a door shows of the rows: selected from the table of the list."""
_LAST_PAGE, _PIECE = 10**9, 500


def filter_by(
    matches: Callable[..., _Condition] | None, default: _Value, *, said: bool = True, of_reader: bool = False,
    read: Callable[[str], Any] | None = None, all_at: object = None,
) -> _Value:  # fmt: skip
    """Return a field of a class of filters: at its default, or at `all_at`, it asks nothing, else `matches` returns the
    condition for its value, and for the reader where it is `of_reader`. `said`: a cursor is good for the same value
    alone; `read`: makes a value of what an address says."""
    return field(
        default=default,
        metadata={
            "matches": matches and (matches if of_reader else lambda value, _: matches(value)), "said": said,
            "read": read, "all_at": default if all_at is None else all_at,
        },
    )  # fmt: skip


@dataclass(frozen=True)
class ListOf(Generic[_Who, _Filters]):
    """A list. `seen`: what a reader may see of it at all; `orders`: by name, the usual one first, each continued by the
    id; `source`: what is joined where conditions, keys or columns are of other tables; `columns`: what is shown of a
    row, by name, besides what the table itself calls so."""

    name: str
    id: InstrumentedAttribute[int]
    seen: Callable[[_Who], _Condition]
    orders: Mapping[str, tuple[Key, ...]]
    source: FromClause | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)

    def show(self, line: type, **own: Any) -> Shown:
        """Select what `make_line` makes such lines of: the list's column for each field, or the door's `own`."""
        known = {**self.columns, **own}
        table = self.id.class_
        chosen = (known[one] if one in known else getattr(table, one) for one in line.__annotations__)
        return select(*chosen).select_from(table if self.source is None else self.source)

    def choose(self, who: _Who, filters: _Filters, order: str = "") -> "ListQuery":
        """Return what this reader sees of it, by these filters and in an order, the usual one if none is named."""
        order = order or next(iter(self.orders))
        said = [one for one in fields(filters) if one.metadata["said"]]  # type: ignore[arg-type]
        about = self.name, order, [(one.name, getattr(filters, one.name)) for one in said]
        return ListQuery(self.id, self.match(who, filters), self.orders[order], about=about, source=self.source)

    def match(self, who: _Who, filters: _Filters) -> _Condition:
        """Return the condition for what this reader sees by these filters."""
        return and_(self.seen(who), *_match(who, filters))

    async def count_each(
        self, session: AsyncSession, who: _Who, each: Mapping[_Name, _Filters]
    ) -> dict[_Name, int]:  # fmt: skip
        """Return how many rows match each of these filters, in one statement."""
        counted = (func.count().filter(and_(true(), *_match(who, one))) for one in each.values())
        asked = select(*counted).select_from(self.source if self.source is not None else self.id.class_)
        return dict(zip(each, (await session.execute(asked.where(self.seen(who)))).one(), strict=True))


def make_line(line: type[_Line], row: Sequence[Any]) -> _Line:
    """Return the line of a row that `ListOf.show` selects."""
    return line(**dict(zip(line.__annotations__, row, strict=True)))


def _match(who: object, filters: Any) -> list[_Condition]:
    asked = ((one.metadata, getattr(filters, one.name)) for one in fields(filters))
    return [said["matches"](value, who) for said, value in asked if said["matches"] and value != said["all_at"]]


class ListQuery:
    """Rows that were chosen of a list. `shown`, wherever they are read: selects what a door shows, from the table of
    the list; a row of one column is that column."""

    def __init__(
        self, key: Any, where: _Condition, order: Sequence[Key], *, about: object = "", source: Any = None
    ) -> None:  # fmt: skip
        """`key`: what tells rows apart; `about`: what its cursors are good for; `source`: where the rows are, if not in
        the table of the key."""
        self._id, self.where, self._about = key, where, repr(about)
        self._source = source if source is not None else key.class_
        by_id = Key(key, descending=bool(order) and order[-1].descending)
        self._keys = tuple(order) if order and order[-1].column is key else (*order, by_id)
        self._named: list[Label[Any]] = [one.column.label(f"key_{n}") for n, one in enumerate(self._keys)]

    async def count(self, session: AsyncSession) -> int:
        """Return how many they are."""
        return int((await session.execute(self._take(select(func.count())))).scalar_one())

    async def load_page(
        self, session: AsyncSession, number: int, size: int, shown: Shown, *, total: int | None = None
    ) -> Page[Any]:
        """Load a page by its number; one past the end is the last. They are counted unless `total` is given."""
        limit = literal_column(str(size), Integer)
        if total is not None:
            page, pages = fit_page(number, total, size)
            rows = await self._read(session, shown, limit, skipped=(page - 1) * size)
            return Page([_open(said) for said, _ in rows], page, pages, total)
        page = min(max(number, 1), _LAST_PAGE)
        counted = shown.add_columns(self._take(select(func.count())).correlate(None).scalar_subquery())
        rows = await self._read(session, counted, limit, skipped=(page - 1) * size)
        if not rows and page > 1:
            return await self.load_page(session, number, size, shown, total=await self.count(session))
        total = rows[0][0][-1] if rows else 0
        return Page([_open(said[:-1]) for said, _ in rows], *fit_page(page, total, size), total)

    async def load_following(
        self, session: AsyncSession, cursor: str | None, size: int, shown: Shown
    ) -> Following[Any] | None:
        """Load what follows a cursor; without one, from the first row on. None if it is of another list."""
        secret, last = select(DeskRow.file_key).scalar_subquery(), None
        if cursor is not None:
            last = _read_cursor((await session.execute(select(secret))).scalar_one(), self._about, cursor)
            if last is None:
                return None
        rows, following = await self._read(session, shown.add_columns(secret), size + 1, last=last), None
        if len(rows) > size:
            following = _write_cursor(rows[0][0][-1], self._about, rows[size - 1][1])
        return Following([_open(said[:-1]) for said, _ in rows[:size]], following)

    async def load_first(self, session: AsyncSession, most: int, shown: Shown) -> list[Any]:
        """Load the first rows; nothing is counted."""
        return [_open(said) for said, _ in await self._read(session, shown, most)]

    async def iterate(self, session: AsyncSession, shown: Shown) -> AsyncIterator[Any]:
        """Load all rows, in pieces."""
        rows = await self._read(session, shown, _PIECE)
        while rows:
            for said, _ in rows:
                yield _open(said)
            rows = await self._read(session, shown, _PIECE, last=rows[-1][1])

    def _take(self, asked: Shown) -> Shown:
        return asked.select_from(self._source).where(self.where)

    async def _read(
        self, session: AsyncSession, shown: Shown, limit: int | ColumnElement[int], *, skipped: int = 0,
        last: Sequence[Any] | None = None,
    ) -> list[tuple[tuple[Any, ...], tuple[Any, ...]]]:  # fmt: skip
        """Return rows and their keys. Ids come first: sorting many whole rows would not fit in memory."""
        some = self._take(select(*self._named)).order_by(*map(Key.turn, self._keys, self._named))
        if last is not None:
            some = some.where(follow(self._keys, self._named, last))
        on_page = some.offset(skipped).limit(limit).subquery()
        keys = list(on_page.c)
        whole = shown.join(on_page, keys[-1] == self._id).add_columns(*keys)
        found = await session.execute(whole.order_by(*map(Key.turn, self._keys, keys)))
        return [(tuple(row[: -len(keys)]), tuple(row[-len(keys) :])) for row in found]


def _open(said: tuple[Any, ...]) -> Any:
    return said[0] if len(said) == 1 else said


_KINDS: dict[str, type[date]] = {"at": datetime, "on": date}


def _write_cursor(secret: bytes, about: str, values: Sequence[Any]) -> str:
    """Return the place behind the row with these values, in the list that `about` describes."""
    said = json.dumps([_pack(one) for one in values], separators=(",", ":")).encode()
    return _seal(secret, about, said)


def _read_cursor(secret: bytes, about: str, cursor: str) -> list[Any] | None:
    """Return the values; None for a cursor that was not given out for this list."""
    try:
        whole = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except ValueError:
        return None
    said = whole[Purpose.LIST.size :]
    if not is_same(_seal(secret, about, said), cursor):
        return None
    return [_unpack(one) for one in json.loads(said)]


def _seal(secret: bytes, about: str, said: bytes) -> str:
    mark = sign(secret, Purpose.LIST, about.encode() + b"\0" + said)
    return urlsafe_b64encode(mark + said).rstrip(b"=").decode()


def _pack(value: Any) -> Any:
    kind = next((name for name, type_ in _KINDS.items() if isinstance(value, type_)), None)
    return value if kind is None else {kind: value.isoformat()}


def _unpack(value: Any) -> Any:
    return next(_KINDS[kind].fromisoformat(said) for kind, said in value.items()) if isinstance(value, dict) else value
