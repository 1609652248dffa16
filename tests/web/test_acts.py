"""What a form of the ticket's page does, as it was typed; what is wrong is refused and changes nothing."""

from collections.abc import AsyncIterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import Category, Entry, History, Person, Role, Status, Ticket, WebSession
from desk import NotAllowed, Outdated, Refused
from desk.acts import of_tickets
from desk.acts.declaring import ActStep, RowKey
from desk.conversation import answer_and_status
from desk.conversation.new_entry import NewEntry
from desk.staff import answered_topics
from desk.text import RichText
from desk.tickets import assignment
from tests.desk.stage import Someone, Stage
from tests.sql import get, scalars
from web.context import Visitor
from web.features.people import member
from web.features.ticket import actions as acts
from web.features.ticket.actions import ActGiven
from web.panel.pages import try_verb


class Page:
    """A filed request that Olga has, and who stands at its page."""

    def __init__(self, stage: Stage, people: dict[str, Someone], number: int) -> None:
        self.stage, self.people, self.number = stage, people, number

    async def visits(self, what: Any, *, who: str = "Vera") -> Any:
        """`what(visitor)` in a unit of work of its own; the visitor is an admin, or who is named."""
        stage = self.stage
        async with stage.database.unit_of_work() as session:
            person = await session.get_one(Person, self.people[who].id)
            row = cast(WebSession, SimpleNamespace(id=1))
            return await what(Visitor(session, person, stage.rules, stage.now, "en", "s", row, "10.0.0.1"))

    async def acts(
        self, what: str, value: str = "", *, number: int | None = None, who: str = "Vera", **more: Any
    ) -> None:
        given = ActGiven(what=what, value=value, **more)
        await self.visits(lambda visitor: acts.run_act(visitor, number or self.number, given), who=who)

    async def ticket(self) -> Ticket:
        return await self.stage.ticket(self.number)


@pytest.fixture
async def page(database: Database) -> AsyncIterator[Page]:
    stage = Stage(database)
    stage.with_rules(board__enabled=False)
    people = {"Rita": await stage.person("Rita"), "Olga": await stage.person("Olga", Role.AGENT)}
    people |= {"Ivan": await stage.person("Ivan", Role.AGENT), "Vera": await stage.person("Vera", Role.ADMIN)}
    number = await stage.files(people["Rita"], "The printer is on fire")
    await stage.does(people["Olga"], assignment.claim, number)
    yield Page(stage, people, number)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("7", 7), (" #7 ", 7), ("", None), ("x", None), ("²", None), ("-1", None), ("0", None), ("9" * 18, 10**18 - 1),
     (f"{2**63 - 1}", 2**63 - 1), (f"{2**63}", None), ("9" * 19, None), (f"0{2**63 - 1}", None)],
)  # fmt: skip
def test_what_is_a_number(typed: str, number: int | None) -> None:
    if number is not None:
        assert RowKey().parse_text(typed) == number
        return
    with pytest.raises(ValueError):
        RowKey().parse_text(typed)


@pytest.mark.parametrize(
    ("what", "value", "more", "key"),
    [
        ("subject", " \u200b ", "", "page-fill-in"),
        ("escalate", "", "", "page-fill-in"),
        ("subject", "x" * 201, "", "page-too-long"),
        ("hold", "why", "some day", "page-wrong-time"),
        ("hold", "x" * 1001, "", "page-too-long"),
        ("promise", "some day", "", "page-wrong-time"),
        ("merge", "itself", "", "page-wrong-number"),
        ("tags", ",".join(f"t{n}" for n in range(21)), "", "page-too-many-tags"),
        ("tags", "x" * 61, "", "page-too-long"),
        ("escalate", "x" * 1001, "", "page-too-long"),
    ],
)
async def test_what_will_not_do_is_refused(page: Page, what: str, value: str, more: str, key: str) -> None:
    before = [one.id for one in await _history(page)]
    with pytest.raises(Refused, match=key):
        await page.acts(what, value, more=more)
    assert [one.id for one in await _history(page)] == before


async def _history(page: Page) -> list[History]:
    return await scalars(page.stage, select(History).order_by(History.id))


async def test_times_are_meant_where_the_desk_is(page: Page) -> None:
    """09:00 in London is 12:00 there."""
    page.stage.with_rules(timezone="Europe/Moscow")
    now = page.stage.now
    await page.acts("promise", "18:00")
    assert (await page.ticket()).promised_at == now.replace(hour=15, minute=0)
    await page.acts("promise", " in 3 hours ")
    assert (await page.ticket()).promised_at == now.replace(microsecond=0) + timedelta(hours=3)
    await page.acts("promise", "  ")
    assert (await page.ticket()).promised_at is None
    await page.acts("hold", " parts\n come ", more=" in 2 days ")
    held = await page.ticket()
    assert (held.hold_reason, held.hold_until is not None and held.hold_until > now) == ("parts come", True)


async def test_labels_that_others_put_on_or_took_off_meanwhile_stay_so(page: Page) -> None:
    for typed, was, wanted in (
        ("a, b ,, a", None, ["a", "b"]),
        ("a, c", ":a, b", ["a", "c"]),
        ("d", ":", ["a", "c", "d"]),
        ("a, b, e", ":a, b", ["a", "c", "d", "e"]),
        ("", ":a, b", ["c", "d", "e"]),
        ("", None, []),
    ):
        await page.acts("tags", typed, was=was)
        assert sorted((await page.ticket()).tags) == wanted, typed


async def test_each_field_is_its_own(page: Page) -> None:
    async with page.stage.database.unit_of_work() as session:
        session.add(Category(name="Printers", folded="printers", names={}, keywords=[]))
        await session.flush()
        key = await session.scalar(select(Category.id))
    await page.acts("subject", " Fire\n here ")
    await page.acts("category", str(key))
    await page.acts("escalate", "the director")
    found = await page.ticket()
    assert (found.subject, found.category_id, found.escalated_at) == ("Fire here", key, page.stage.now)
    await page.acts("category", "")
    await page.acts("deescalate")
    await page.acts("hand", str(page.people["Ivan"].chat))
    found = await page.ticket()
    assert (found.category_id, found.escalated_at, found.assignee_id) == (None, None, page.people["Ivan"].id)
    with pytest.raises(Refused):
        await page.acts("hand", str(page.people["Rita"].chat))


_DONE = (
    ("hold", "parts", "status hold_reason"), ("progress", "", "status"), ("pending", "", "status"),
    ("escalate", "now", "escalated"), ("deescalate", "", "deescalated"), ("resolve", "", "status"),
    ("reopen", "", "status"), ("release", "", "assignee status"), ("claim", "", "assignee status"),
)  # fmt: skip
"""Acts one after the other on one request: each with what it writes into the history."""


async def test_an_act_needs_its_right_and_stands_in_the_history(page: Page) -> None:
    """A reviewer reads; who may write no notes gives no reason."""
    page.people["Rick"] = await page.stage.person("Rick", Role.REVIEWER)
    page.people["Nora"] = await page.stage.person("Nora", Role.AGENT, grants={"notes": False})
    for what, value, fields in _DONE:
        for who in ("Rick", "Nora") if what == "hold" else ("Rick",):
            with pytest.raises(NotAllowed):
                await page.acts(what, value, who=who)
        before = {one.id for one in await _history(page)}
        await page.acts(what, value, who="Olga")
        written = {one.field for one in await _history(page) if one.id not in before}
        assert written >= set(fields.split()), what
    await page.acts("hold", who="Nora")


async def test_reopening_takes_back_an_answer_that_has_not_left(page: Page) -> None:
    """As in the bot: it was sent with the change of status that is undone."""
    page.stage.with_rules(team__undo=timedelta(minutes=1))
    said = NewEntry(RichText("Push the plug in"))
    steps = [ActStep(of_tickets.RESOLVE)]
    resolve = lambda desk: answer_and_status.send_and_act(desk, page.number, said, steps)  # noqa: E731
    entry = await page.stage.does(page.people["Olga"], resolve)
    await page.acts("reopen", who="Olga")
    assert (await get(page.stage, Entry, entry.id)).withdrawn_at == page.stage.now
    assert (await page.ticket()).status is Status.ASSIGNED


async def test_only_words_of_this_ticket_are_split_off_it(page: Page) -> None:
    other = await page.stage.files(page.people["Rita"], "It rains into the hall")
    (theirs,) = [one.id for one in await page.stage.entries(other)]
    for value, refusal in ((str(theirs), Outdated), ("0", Refused), ("", Refused), ("999999", Outdated)):
        with pytest.raises(refusal):
            await page.acts("split", value)
    async with page.stage.database.unit_of_work() as session:
        mine = (await page.ticket()).id
        (await session.get_one(Entry, theirs)).ticket_id = mine
    await page.acts("split", str(theirs))
    assert (await get(page.stage, Entry, theirs)).ticket_id not in (mine, None)


async def test_what_is_refused_on_a_page_is_said_and_undone_and_what_may_not_be_is_raised(page: Page) -> None:
    async def half(visitor: Visitor, error: type[Refused]) -> None:
        (await visitor.session.get_one(Person, visitor.person.id)).name = "Nobody"
        await visitor.session.flush()
        raise error("page-too-long", n=5) if error is Refused else error("not-granted")

    said = await page.visits(lambda visitor: try_verb(visitor, half(visitor, Refused)))
    assert "5" in said
    with pytest.raises(NotAllowed):
        await page.visits(lambda visitor: try_verb(visitor, half(visitor, NotAllowed)))
    assert (await get(page.stage, Person, page.people["Vera"].id)).name == "Vera"
    assert await page.visits(lambda visitor: try_verb(visitor, _nothing())) == ""


async def _nothing() -> None:
    return None


# Of one of the team


async def test_whom_a_form_names_is_on_the_team(page: Page) -> None:
    for name, found in (("Olga", True), ("Vera", True), ("Rita", False)):
        who = page.people[name]
        key = await page.visits(lambda visitor, who=who: member.get_telegram_id(visitor, who.id))
        assert key == (who.chat if found else None)
        if found:
            assert await page.visits(lambda visitor, who=who: member._receiver(visitor, str(who.id))) == who.chat
    assert await page.visits(lambda visitor: member._receiver(visitor, "queue")) is None
    for wrong in (str(page.people["Rita"].id), "", "x", "²", "9" * 19, "0"):
        with pytest.raises(Refused, match="no-such-person"):
            await page.visits(lambda visitor, wrong=wrong: member._receiver(visitor, wrong))


async def test_topics_that_others_gave_or_took_meanwhile_stay_so(page: Page) -> None:
    async with page.stage.database.unit_of_work() as session:
        for name in ("a", "b", "c"):
            session.add(Category(name=name, folded=name, names={}, keywords=[]))
        await session.flush()
        a, b, c = await session.scalars(select(Category.id).order_by(Category.name))
    olga = page.people["Olga"]

    async def has(visitor: Visitor) -> set[int]:
        return set(await answered_topics.list_topics(visitor.desk, olga.id))

    for wanted, was, then in (
        ([a, b], None, {a, b}), ([a, c], [0, a], {a, b, c}), ([a], [0, a, b], {a, c}), ([b], [0], {a, b, c}),
        ([], [0, a, b], {c}), ([], None, set()),
    ):  # fmt: skip
        await page.visits(lambda visitor, w=wanted, s=was: member._topics(visitor, olga.id, olga.chat, w, s))
        assert await page.visits(has) == then
