"""What views get to see: cards, lists, threads, each cut to who looks."""

from datetime import timedelta
from typing import Any

from bench.statements import hear_meanwhile
from db.models import Person, Status
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.policy.ticket_list import TicketFilters
from desk.queries import lists, tickets
from desk.queries.panel.tickets import load_tickets
from desk.queries.ticket_card import TicketCard
from desk.text import RichText
from tests.desk.stage import Someone, Stage
from tests.sql import execute


async def _seen(stage: Stage, who: Someone, what: Any) -> Any:
    async with stage.database.sessions() as session:
        return await what(session, await session.get_one(Person, who.id))


async def _card(stage: Stage, who: Someone, number: int) -> TicketCard | None:
    ticket = await stage.ticket(number)

    async def look(session: Any, viewer: Person) -> Any:
        return await tickets.load_card(session, ticket.id, viewer, now=stage.now, settings=stage.rules)

    card: TicketCard | None = await _seen(stage, who, look)
    return card


def _said(text: str) -> NewEntry:
    return NewEntry(words=RichText(text))


async def test_words_are_found_in_both_languages(stage: Stage, rita: Someone, olga: Someone) -> None:
    printers = await stage.files(rita, "Сломались принтеры на втором этаже")
    uploads = await stage.files(rita, "Team North cannot upload their solutions")
    await stage.does(olga, thread.add_note, uploads, _said("a secret word"))
    for words, number in (("принтер", printers), ("solution", uploads), ("secret", uploads)):
        page = await _seen(stage, olga, lambda s, p, words=words: lists.find_tickets(s, p, words))
        assert [line.number for line in page.lines] == [number]
    assert (await _seen(stage, rita, lambda s, p: lists.find_tickets(s, p, "secret"))).total == 0
    for nonsense in ("", "'\"(&|!", "\\", "a" * 3000):
        assert (await _seen(stage, olga, lambda s, p, w=nonsense: lists.find_tickets(s, p, w))).total == 0


_CLOSED = """
insert into tickets (number, requester_id, subject, status, priority, origin, created_at, filed_at, ended_at,
  updated_at, subject_at, status_at, priority_at, assignee_at, labels_at)
select 100 + n, :of, 'The lamp is dark', 'closed', 3, 'telegram', :at, :at, :at, :at, :at, :at, :at, :at, :at
from generate_series(1, 10001) n
"""


async def test_a_list_counts_ten_thousand_and_says_that_there_are_more(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    await stage.files(rita, "The printer is on fire")
    await execute(stage, _CLOSED, of=rita.id, at=stage.now)

    async def turn_to_end(state: str) -> tuple[int, int, int, int, bool]:
        chosen = TicketFilters(state=state)
        found = await _seen(stage, olga, lambda s, p: load_tickets(s, p, chosen, 300, now=stage.now))
        return found.page, found.pages, found.total, found.open_count, found.more

    assert await turn_to_end("all") == (200, 200, 10_000, 1, True)
    assert await turn_to_end("closed") == (200, 200, 10_000, 0, True)
    assert await turn_to_end("open") == (1, 1, 1, 1, False)


_OTHERS = """
insert into entries (ticket_id, kind, body, entities, author_name, origin, created_at, delivery, small_talk)
select t.id, 'comment', 'the wifi in hall ' || n || ' is slow', '[]', 'x', 'telegram', now(), 'none', false
from tickets t cross join generate_series(1, 3000) n where t.number = :number
"""


def _read_of(plan: dict[str, Any], table: str) -> float:
    """How many rows of a table a plan looked at."""
    seen = (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"]
    own = seen if plan.get("Relation Name") == table else 0
    return float(own) + sum(_read_of(part, table) for part in plan.get("Plans", ()))


async def test_a_search_of_ones_own_looks_at_nobody_elses_entries(stage: Stage, rita: Someone, olga: Someone) -> None:
    """Search of a word that thousands of entries of others hold; asked once."""
    mine = await stage.files(rita, "The wifi is slow in the hall")
    others = await stage.files(olga, "Hall")
    await execute(stage, _OTHERS, number=others)
    await execute(stage, "analyze entries, tickets")
    async with stage.database.reading() as session:
        person = await session.get_one(Person, rita.id)
        asked: list[tuple[str, Any]] = []
        connection = await session.connection()
        with hear_meanwhile(lambda said, given: asked.append((said, given))):
            page = await lists.list_own_tickets(session, person, words="wifi")
        assert [line.number for line in page.lines] == [mine]
        searches = [one for one in asked if "tsquery" in one[0]]
        assert searches
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        await driver.execute("set enable_seqscan = off")  # a desk has more than these two tickets
        plans = [
            (await driver.fetchval(f"explain (analyze, format json) {said}", *given))[0] for said, given in searches
        ]
        await driver.execute("reset enable_seqscan")
    assert max(_read_of(one["Plan"], "entries") for one in plans) < 10


async def test_what_was_offered_is_open_while_nobody_has_it_or_has_answered(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    for at, is_open in (
        ({}, True),
        ({"offered": []}, False),
        ({"priority": 1}, False),
        ({"assignee_id": olga.id}, False),
        ({"first_response_at": stage.now}, False),
        ({"status": Status.CLOSED}, False),
    ):
        number = await stage.files(rita, "The printer is on fire")
        await stage.change(number, **{"offered": [7], **at})
        card = await _card(stage, rita, number)
        assert card is not None
        assert card.offers_open is is_open, at


async def test_until_when_it_rests_is_told_at_once_to_the_team_and_with_the_news_to_who_asked(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await stage.files(rita, "The printer is on fire")
    until = stage.now + timedelta(days=1)
    for tell, told in ((None, until), ({"status": "new"}, None)):
        await stage.change(number, status=Status.ON_HOLD, hold_until=until, tell=tell)
        cards = [await _card(stage, who, number) for who in (olga, rita)]
        assert [one and one.hold_until for one in cards] == [until, told]
