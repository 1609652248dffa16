"""An order of a list: pages by number, behind a cursor and in pieces are the same rows in the same order; a cursor
keeps its place while rows come and go, and is good for its own list alone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, outerjoin

from db.models import Contact, Organization, Outlet
from desk import installation
from desk.ideas.idea_list import IDEAS
from desk.knowledge.article_lists import ARTICLES
from desk.listing import Key, ListOf, ListQuery, filter_by, lists, make_line
from desk.organizations.record_lists import CONTACTS, ORGANIZATIONS, OUTLETS
from desk.policy.ticket_list import TICKETS
from desk.queries.memberships import MEMBERS
from tests.desk.stage import Stage


@dataclass(frozen=True)
class _Filters:
    phones: bool = filter_by(lambda _: Contact.phone.is_not(None), default=False)
    found: tuple[int, ...] | None = filter_by(Contact.id.in_, None, said=False)


_OUTLET = Key(Outlet.name, nullable=True)
_LISTED = ListOf[str, _Filters](
    "contacts",
    Contact.id,
    seen=lambda hidden: Contact.position != hidden,
    orders={
        "name": (Key(func.lower(Contact.name)),),
        "last": (Key(func.lower(Contact.name), descending=True), Key(Contact.created_at, descending=True)),
        "added": (),
        "newest": (Key(Contact.id, descending=True),),
        "outlet": (_OUTLET, Key(Contact.name, descending=True)),
        "no outlet": (Key(Outlet.name, descending=True, nullable=True), Key(Contact.phone, nullable=True)),
        "phones": (Key(Contact.phone.is_not(None), descending=True), Key(Contact.phone, nullable=True)),
    },
    source=outerjoin(Contact, Outlet),
    columns={"outlet": Outlet.name, "name": func.upper(Contact.name)},
)
_SHOWN = select(Contact)


@pytest.fixture
async def session(stage: Stage) -> AsyncIterator[AsyncSession]:
    """A desk with twelve contacts, of which two share each name, and one whom nobody sees."""
    async with stage.database.unit_of_work() as session:
        await installation.load_row(session)
        now = {"created_at": stage.now, "updated_at": stage.now}
        session.add(Organization(id=1, name="Shop", folded="shop", **now))
        await session.flush()
        session.add_all(Outlet(id=n, organization_id=1, name=f"At {n % 2}", **now) for n in (1, 2, 3))
        await session.flush()
        for n in range(12):
            given: dict[str, Any] = {"outlet_id": n % 4 or None, "phone": f"+7{n // 4}" if n % 3 else None}
            session.add(Contact(organization_id=1, name=f"{'aB'[n % 2]}{n // 4}", **given, **now))
        session.add(Contact(organization_id=1, name="aa", position="hidden", **now))
        await session.flush()
        yield session


def _choose(order: str = "", **asked: Any) -> ListQuery:
    return _LISTED.choose("hidden", _Filters(**asked), order)


async def _walk(session: AsyncSession, chosen: ListQuery, size: int = 2) -> AsyncIterator[list[Contact]]:
    cursor = None
    while (found := await chosen.load_following(session, cursor, size, _SHOWN)) is not None:
        yield list(found.lines)
        cursor = found.cursor
        if cursor is None:
            return


async def test_every_way_of_reading_has_the_same_rows_in_the_same_order(
    session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "_PIECE", 5)
    seen = select(Contact.id).outerjoin(Outlet).where(Contact.position != "hidden")
    for order, keys in _LISTED.orders.items():
        chosen, by_id = _choose(order), Key(Contact.id, descending=bool(keys) and keys[-1].descending)
        expected = list(await session.scalars(seen.order_by(*(one.turn(one.column) for one in (*keys, by_id)))))
        pages = [await chosen.load_page(session, n, 5, _SHOWN) for n in (1, 2, 3)]
        assert [one.id for page in pages for one in page.lines] == expected, order
        assert [(page.page, page.pages, page.total) for page in pages] == [(1, 3, 12), (2, 3, 12), (3, 3, 12)]
        assert [one.id async for part in _walk(session, chosen) for one in part] == expected, order
        assert [one.id async for one in chosen.iterate(session, _SHOWN)] == expected, order
        assert [one.id for one in await chosen.load_first(session, 4, _SHOWN)] == expected[:4], order


async def test_rows_that_come_and_go_make_no_other_row_come_twice_or_not_at_all(session: AsyncSession) -> None:
    there = set(await session.scalars(select(Contact.id).where(Contact.position != "hidden")))
    made = {"organization_id": 1, "created_at": datetime.now(UTC), "updated_at": datetime.now(UTC)}
    for order in _LISTED.orders:
        seen: list[int] = []
        async with session.begin_nested() as undone:
            async for part in _walk(session, _choose(order)):
                seen += [one.id for one in part]
                if len(seen) < 12:
                    session.add_all(Contact(name=name, **made) for name in ("a", "zz"))
                    await session.flush()
                await session.execute(delete(Contact).where(Contact.id == seen[-1]))
            await undone.rollback()
        assert there <= set(seen), order
        assert len(seen) == len(set(seen)), order


async def test_a_cursor_is_good_for_its_list_order_and_filters_and_only_whole(session: AsyncSession) -> None:
    first = await _choose("name").load_following(session, None, 2, _SHOWN)
    assert first is not None
    assert first.cursor is not None
    others = (_choose("last"), _choose("name", phones=True))
    for chosen, cursor in [*((one, first.cursor) for one in others), (_choose("name"), "2"), (_choose("name"), "ЯЯ")]:
        assert await chosen.load_following(session, cursor, 2, _SHOWN) is None, cursor
    for at, sign in enumerate(first.cursor[:-1]):
        forged = f"{first.cursor[:at]}{'b' if sign == 'a' else 'a'}{first.cursor[at + 1 :]}"
        assert await _choose("name").load_following(session, forged, 2, _SHOWN) is None, forged
    same = _choose("name", found=tuple(range(99)))
    found = await same.load_following(session, first.cursor, 2, _SHOWN)
    assert found is not None, "what a search finds is no part of it, as it may change"
    await session.execute(update(Contact).values(name="b"))
    assert await _choose("name").load_following(session, first.cursor, 2, _SHOWN) is not None


async def test_a_page_past_the_end_is_the_last(session: AsyncSession) -> None:
    for number, shown, many in ((-1, 1, 5), (0, 1, 5), (3, 3, 2), (4, 3, 2), (2**80, 3, 2)):
        page = await _choose().load_page(session, number, 5, _SHOWN)
        assert (page.page, len(page.lines)) == (shown, many)
        nothing = await _choose(found=()).load_page(session, number, 5, _SHOWN)
        assert (nothing.page, nothing.pages, nothing.total, nothing.lines) == (1, 1, 0, [])


async def test_filters_at_their_default_ask_nothing_and_are_counted_at_once(session: AsyncSession) -> None:
    each = {"all": _Filters(), "phones": _Filters(phones=True), "none": _Filters(found=())}
    assert await _LISTED.count_each(session, "hidden", each) == {"all": 12, "phones": 8, "none": 0}
    assert await _LISTED.count_each(session, "nobody", {"": _Filters()}) == {"": 13}


def test_keys_that_may_be_null_say_so() -> None:
    """Else a walk would end at the first of them."""
    declared = (ARTICLES, IDEAS, ORGANIZATIONS, OUTLETS, CONTACTS, MEMBERS, TICKETS)
    orders = [keys for one in declared for keys in one.orders.values()]
    keys = [key for keys in orders for key in keys if isinstance(key.column, InstrumentedAttribute)]
    plain = [(key, key.column.property.columns[0]) for key in keys]
    assert len(plain) > 4
    assert [key for key, column in plain if column.nullable and not key.nullable and column.name != "updated_on"] == []


@dataclass(frozen=True)
class _Line:
    id: int
    name: str
    outlet: str | None
    where: str


async def test_a_door_shows_columns_of_the_table_of_the_list_and_its_own(session: AsyncSession) -> None:
    shown = _LISTED.show(_Line, where=Organization.name).join(Organization, Contact.organization_id == Organization.id)
    page = await _choose("newest").load_page(session, 2, 2, shown)
    assert [make_line(_Line, one) for one in page.lines] == [
        _Line(10, "B2", "At 1", "Shop"), _Line(9, "A2", None, "Shop")
    ]  # fmt: skip
