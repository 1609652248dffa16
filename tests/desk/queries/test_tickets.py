"""What views get to see: cards, lists, threads, each cut to who looks."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from db.models import (
    Blob,
    BoardCard,
    Category,
    Collaborator,
    Entry,
    EntryFile,
    EntryKind,
    FileKind,
    FileLack,
    FormAnswer,
    Person,
    QuestionKind,
    Role,
    Status,
    System,
)
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.inbound import receiver
from desk.merging import merge
from desk.queries import earlier, entries, lists, people, tickets
from desk.queries.card import CameBy, TicketCard
from desk.text import RichText
from desk.tickets import assignment, closing, untaken_queue
from tests.desk.stage import PHOTO, Someone, Stage

pytestmark = pytest.mark.broad


async def _seen(stage: Stage, who: Someone, what: Any) -> Any:
    async with stage.database.sessions() as session:
        return await what(session, await session.get_one(Person, who.id))


async def _card(stage: Stage, who: Someone, number: int) -> TicketCard | None:
    ticket = await stage.ticket(number)

    async def look(session: Any, viewer: Person) -> Any:
        return await tickets.ticket_card(session, ticket.id, viewer, now=stage.now, settings=stage.rules)

    card: TicketCard | None = await _seen(stage, who, look)
    return card


def _said(text: str) -> NewEntry:
    return NewEntry(words=RichText(text))


async def test_a_card_for_each_who_looks(stage: Stage, rita: Someone, olga: Someone) -> None:
    ben = await stage.person("Ben")
    await stage.says(rita, "The printer on floor 2 is on fire")
    number = (await stage.says(rita, "look", files=(PHOTO,))).number or 0
    assert await _card(stage, olga, number) is None
    stage.later(minutes=1)
    await stage.ticks()
    assert await _card(stage, ben, number) is None
    card = await _card(stage, olga, number)
    assert card is not None and (card.requester.name, card.requester_open, card.file_count) == ("Rita", 1, 1)
    stage.later(seconds=1)
    await stage.does(rita, lambda desk: thread.comment(desk, number, _said("thank you"), small_talk=True))
    await stage.does(rita, lambda desk: thread.comment(desk, number, _said("it smells")))
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    stage.later(seconds=10)
    await stage.does(olga, lambda desk: thread.note(desk, number, _said("they always do")))
    await stage.does(olga, lambda desk: thread.reply(desk, number, _said("Coming")))
    await stage.does(olga, lambda desk: thread.hold(desk, number, "no toner"))
    theirs, hers = await _card(stage, rita, number), await _card(stage, olga, number)
    assert theirs is not None and hers is not None
    assert EntryKind.NOTE not in {entry.kind for entry in theirs.last} and theirs.hold_reason is None
    assert theirs.for_requester and not hers.for_requester
    assert hers.hold_reason == "no toner" and hers.assignee is not None and hers.assignee.name == "Olga"
    asked = ["The printer on floor 2 is on fire", "look", "it smells"]
    assert [entry.words.text for entry in hers.request] == asked
    assert hers.entry_count > theirs.entry_count
    smells = next(entry.id for entry in hers.request if entry.words.text == "it smells")
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Entry, smells)).withdrawn_at = stage.now
    hers = await _card(stage, olga, number)
    assert hers is not None and [entry.words.text for entry in hers.request] == asked[:2]
    assert "it smells" not in [entry.words.text for entry in hers.last]


async def test_what_a_file_lacks_is_said_of_telegram_while_the_desk_keeps_it(stage: Stage, rita: Someone) -> None:
    """What did not get to the board can still be sent."""
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    entry = (await stage.entries(number))[0].id
    lost, large = FileLack.LOST, FileLack.TOO_LARGE
    async with stage.database.unit_of_work() as session:
        blob = Blob(content=1, sha256=b"", size=1, made_at=stage.now)
        session.add(blob)
        await session.flush()
        for kept, lacks, in_telegram in ((blob.id, lost, None), (blob.id, None, large), (None, lost, None)):
            made = EntryFile(entry_id=entry, ordinal=0, kind=FileKind.DOCUMENT, name="a.pdf", blob_id=kept, lack=lacks)
            made.telegram_lack = in_telegram
            session.add(made)
        await session.flush()
        files = (await entries.files_of(session, [entry]))[entry]
    assert [file.lack for file in files] == [None, large, lost]


async def test_a_thread_comes_in_pages_without_notes(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    ticket_id = (await stage.ticket(number)).id
    for n in range(12):
        stage.later(seconds=5)
        await stage.does(olga, lambda desk, n=n: thread.note(desk, number, _said(f"note {n}")))
        await stage.does(rita, lambda desk, n=n: thread.comment(desk, number, _said(f"comment {n}")))
    hers = await _seen(stage, olga, lambda s, p: entries.thread(s, ticket_id, p, 1))
    theirs = await _seen(stage, rita, lambda s, p: entries.thread(s, ticket_id, p, 0))
    assert (hers.pages, len(hers.entries), theirs.pages, theirs.page) == (3, 10, 2, 2)
    assert {entry.kind for entry in theirs.entries} == {EntryKind.COMMENT}
    assert theirs.entries[-1].words.text == "comment 11"
    other = await stage.files(rita, "The door as well")
    await stage.does(olga, lambda desk: merge.merge(desk, number, other))
    async with stage.database.unit_of_work() as session:
        await session.execute(text(_EDITED_OFTEN))
    for who in (olga, rita):
        read = await _seen(stage, who, lambda s, p: entries.thread(s, ticket_id, p, 1))
        counted = await _seen(stage, who, lambda s, p: entries.thread_pages(s, ticket_id, p))
        assert (read.number, read.pages, counted) == (other, *((4, 4) if who is olga else (2, 2)))


_EDITED_OFTEN = """
with edited as (update entries set edited_at = now() where kind = 'note' returning id)
insert into entry_versions (entry_id, at, body, origin)
select id, now(), repeat('x', 300), 'telegram' from edited cross join generate_series(1, 3)
"""


async def test_lists(stage: Stage, rita: Someone, olga: Someone) -> None:
    numbers = [await stage.files(rita, f"Problem number {n} with something") for n in range(4)]
    await stage.change(numbers[2], priority=1)
    await stage.does(rita, lambda desk: closing.cancel(desk, numbers[0]))
    await stage.does(olga, lambda desk: assignment.claim(desk, numbers[3]))
    queue = await _seen(stage, olga, lists.queue)
    assert [line.number for line in queue.lines] == [numbers[2], numbers[1]]
    assert [line.number for line in (await _seen(stage, olga, lists.mine)).lines] == [numbers[3]]
    own = await _seen(stage, rita, lists.tickets_of)
    assert (own.open_count, own.total, own.lines[-1].number) == (3, 4, numbers[0])
    assert (await _seen(stage, rita, lists.queue)).total == 0
    assert await _seen(stage, olga, untaken_queue.count) == 2


_COLUMNS = (
    "requester_id, status, subject, priority, origin, created_at, filed_at, updated_at, subject_at, "
    "status_at, priority_at, assignee_at, labels_at, rating"
)
_COPIES = (
    f"insert into tickets (number, {_COLUMNS}) select nextval('ticket_numbers'), {_COLUMNS} "  # noqa: S608
    "from tickets t cross join generate_series(1, {times}) g where t.number <= {last}"
)


async def test_a_list_is_ten_a_page(stage: Stage, rita: Someone) -> None:
    for n in range(4):
        await stage.files(rita, f"Problem number {n} with something")
    async with stage.database.unit_of_work() as session:
        await session.execute(text(_COPIES.format(last=4, times=5)))
    page = await _seen(stage, rita, lambda s, p: lists.tickets_of(s, p, 3))
    assert (page.total, page.pages, page.page, len(page.lines)) == (24, 3, 3, 4)
    assert (await _seen(stage, rita, lambda s, p: lists.tickets_of(s, p, 99))).page == 3


async def test_what_somebody_filed_before_is_counted_marked_and_ten_a_page(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    numbers = [await stage.files(rita, f"Problem number {n} with something") for n in range(3)]
    for number, rating in zip(numbers, (5, 2, None), strict=True):
        await stage.change(number, rating=rating, filed_at=stage.now - timedelta(minutes=100 - number))
    async with stage.database.unit_of_work() as session:
        await session.execute(text(_COPIES.format(last=3, times=3)))
    last = (await stage.ticket(numbers[2])).id
    shown = [await _seen(stage, olga, lambda s, p, n=n: earlier.earlier(s, last, p, n, "en")) for n in (1, 2, 3)]
    assert [(one.page, one.pages, len(one.lines)) for one in shown] == [(1, 2, 10), (2, 2, 1), (2, 2, 1)]
    assert (shown[0].summary.count, shown[0].summary.marks, shown[0].summary.mark) == (11, 8, 3.5)
    assert (await _seen(stage, olga, lambda s, _: earlier.summaries(s, [last], "en")))[last].mark == 3.5
    assert await _seen(stage, rita, lambda s, p: earlier.earlier(s, last, p, 1, "en")) is None


async def test_words_are_found_in_both_languages(stage: Stage, rita: Someone, olga: Someone) -> None:
    printers = await stage.files(rita, "Сломались принтеры на втором этаже")
    uploads = await stage.files(rita, "Team North cannot upload their solutions")
    await stage.does(olga, lambda desk: thread.note(desk, uploads, _said("a secret word")))
    for words, number in (("принтер", printers), ("solution", uploads), ("secret", uploads)):
        page = await _seen(stage, olga, lambda s, p, words=words: lists.found(s, p, words))
        assert [line.number for line in page.lines] == [number]
    assert (await _seen(stage, rita, lambda s, p: lists.found(s, p, "secret"))).total == 0
    for nonsense in ("", "'\"(&|!", "\\", "a" * 3000):
        assert (await _seen(stage, olga, lambda s, p, w=nonsense: lists.found(s, p, w))).total == 0


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
    async with stage.database.unit_of_work() as session:
        await session.execute(text(_OTHERS), {"number": others})
    async with stage.database.unit_of_work() as session:
        await session.execute(text("analyze entries, tickets"))
    async with stage.database.reading() as session:
        person = await session.get_one(Person, rita.id)
        asked: list[tuple[str, Any]] = []
        connection = await session.connection()
        keep = lambda _connection, _cursor, said, given, *_: asked.append((said, given))  # noqa: E731
        event.listen(connection.sync_connection, "before_cursor_execute", keep)
        page = await lists.tickets_of(session, person, words="wifi")
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


async def test_the_usual_time_is_a_median_of_ten_or_more(stage: Stage, rita: Someone, olga: Someone) -> None:
    for n in range(10):
        assert await _seen(stage, olga, lambda s, p: tickets.usual_first_response(s)) is None
        stage.later(minutes=20)  # more than five requests an hour would be one
        number = await stage.files(rita, f"Problem number {n} with something")
        filed = (await stage.ticket(number)).filed_at
        await stage.change(number, first_response_at=filed + timedelta(minutes=n), assignee_id=olga.id)  # type: ignore[operator]
    usual = await _seen(stage, olga, lambda s, p: tickets.usual_first_response(s))
    assert usual == timedelta(minutes=4.5)


async def test_of_fifty_answered_last_and_only_until_one_is_answered(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    """What was answered before them, however slowly, is not how it is now."""
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    async with stage.database.unit_of_work() as session:
        await session.execute(text(_COPIES.format(last=number, times=80)))
        await session.execute(
            text("""
            update tickets set first_response_at = filed_at + case when id % 8 < 3 then interval '1 hour'
              else interval '1 day 2 minutes' end, filed_at = filed_at + case when id % 8 < 3 then interval '0'
              else interval '1 day' end where number <> :number"""),
            {"number": number},
        )
    assert await _seen(stage, olga, lambda s, p: tickets.usual_first_response(s)) == timedelta(minutes=2)
    for answered, usual in ((None, timedelta(minutes=2)), (stage.now, None)):
        await stage.change(number, first_response_at=answered)
        card = await _card(stage, rita, number)
        assert card is not None
        assert card.usual == usual


async def test_a_card_counts_what_is_there_and_names_who_had_it(stage: Stage, rita: Someone, olga: Someone) -> None:
    """No draft, nothing that is part of another or was taken back, no task that is gone; who took it goes before who
    wrote last."""
    ivan = await stage.person("Ivan", Role.AGENT)
    into, other, ended = [await stage.files(rita, f"Problem number {n} with something") for n in range(3)]
    await stage.change(ended, status=Status.CLOSED, ended_at=stage.now)
    await stage.does(olga, lambda desk: assignment.claim(desk, into))
    await stage.does(ivan, lambda desk: thread.reply(desk, into, _said("Olga is on her way")))
    await stage.does(olga, lambda desk: assignment.release(desk, into))
    await stage.does(rita, lambda desk: receiver.new_request(desk, stage.message(rita, "I am still writing")))
    await stage.does(olga, lambda desk: merge.merge(desk, other, into))
    ticket = await stage.ticket(into)
    async with stage.database.unit_of_work() as session:
        card = {"ticket_id": ticket.id, "created_at": stage.now}
        session.add(BoardCard(project_id="P", task_id="here", **card))
        await session.flush()
        session.add(BoardCard(project_id="Q", task_id="there", gone="moved", **card))
        shown = Entry(ticket_id=ticket.id, kind=EntryKind.COMMENT, body="", author_name="Rita", origin=ticket.origin)
        shown.created_at = shown.withdrawn_at = stage.now
        session.add(shown)
        await session.flush()
        session.add(EntryFile(entry_id=shown.id, ordinal=0, kind=FileKind.PHOTO, name="a.jpg"))
    seen = await _card(stage, olga, into)
    assert seen is not None
    assert (seen.requester_open, seen.requester_total, seen.file_count, seen.task_id) == (1, 2, 0, "here")
    assert seen.last_assignee is not None
    assert seen.last_assignee.name == "Olga"
    merged = await _card(stage, rita, other)
    assert merged is not None
    assert (merged.can_reopen, merged.merged_into) == (False, into)


@pytest.mark.parametrize(("blocked", "gone", "reach"), [(0, 0, "fine"), (1, 0, "blocked"), (1, 1, "gone")])
async def test_staff_see_whether_a_requester_can_be_reached(
    stage: Stage, rita: Someone, olga: Someone, blocked: int, gone: int, reach: str
) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    async with stage.database.unit_of_work() as session:
        person = await session.get_one(Person, rita.id)
        person.bot_blocked_at, person.gone_at = [stage.now if so else None for so in (blocked, gone)]
    card = await _card(stage, olga, number)
    assert card is not None
    assert (card.reach, card.blocked, card.can_bar) == (reach, False, True)
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Person, rita.id)).blocked_at = stage.now
    card = await _card(stage, olga, number)
    assert card is not None
    assert (card.blocked, card.can_bar) == (True, False)


async def test_topics_of_what_somebody_filed_before_are_told_most_first(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    names = {11: "Doors", 12: "Soap", 13: "Heat"}
    async with stage.database.unit_of_work() as session:
        session.add_all(Category(id=key, name=name, folded=name.lower()) for key, name in names.items())
    stage.with_rules(max_untaken=99, max_new_per_hour=99, max_open=99)
    for key in (11, 13, 13, 12, None, None, None):
        last = await stage.files(rita, "Problem with something")
        await stage.change(last, category_id=key)
    ticket = (await stage.ticket(last)).id
    found = await _seen(stage, olga, lambda s, p: earlier.earlier(s, ticket, p, 1, "en"))
    assert found.summary.topics == (("Heat", 2), ("Doors", 1), ("Soap", 1))


async def test_people_lists(stage: Stage, rita: Someone, olga: Someone) -> None:
    vera = await stage.person("Vera", Role.ADMIN)
    await stage.person("Gone", Role.REQUESTER, dismissed_at=stage.now)
    async with stage.database.unit_of_work() as session:
        session.add(Collaborator(project_id="p", todoist_id="t-1", name="Board Ben", active=True))
        session.add(Category(name="Access", folded="access"))
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    ticket_id = (await stage.ticket(number)).id
    staff = await _seen(stage, vera, lambda s, p: people.staff(s))
    assert {(line.person.name, line.holding) for line in staff} == {("Vera", 0), ("Olga", 1)}
    hand = await _seen(stage, olga, lambda s, p: people.hand_to(s, ticket_id, p))
    assert [person.name for person in hand] == ["Vera"]
    link = await _seen(stage, olga, people.collaborators_to_link)
    assert [one.name for one in link] == ["Board Ben"]
    assert [c.name for c in await _seen(stage, olga, lambda s, p: tickets.categories(s))] == ["Access"]


async def test_a_number_beyond_all_is_nobodys(stage: Stage, olga: Someone) -> None:
    for number in (0, -1, 2**63, 10**30):
        assert await _seen(stage, olga, lambda s, p, n=number: tickets.ticket_by_number(s, n, p)) is None


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


async def test_what_stands_whole_in_the_form_is_not_said_again_where_no_file_came_with_it(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await stage.files(rita, "The lamp flickers")
    for words in ("Hall B", "Row 5"):
        await stage.does(rita, lambda desk, words=words: thread.comment(desk, number, _said(words)))
    _, plain, shown = await stage.entries(number)
    async with stage.database.unit_of_work() as session:
        session.add(EntryFile(entry_id=shown.id, ordinal=0, kind=FileKind.PHOTO, name="a.jpg"))
        for entry in (plain, shown):
            line = {"key": entry.body, "label": "Where?", "value": entry.body, "entry_id": entry.id, "at": stage.now}
            session.add(FormAnswer(ticket_id=entry.ticket_id, **line))
    await stage.change(number, asked=[QuestionKind.TOPIC_FORM.value])
    card = await _card(stage, olga, number)
    assert card is not None
    assert [line.value for line in card.form] == ["Hall B", "Row 5"]
    assert [entry.words.text for entry in card.request] == ["The lamp flickers", "Row 5"]


async def test_through_which_system_it_came_and_whether_its_requester_reads_there(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await stage.files(rita, "The lamp flickers")
    async with stage.database.unit_of_work() as session:
        row = System(name="Shop", token_hash=b"shop", token_hint="", scopes=["tickets"], made_at=stage.now)
        session.add(row)
        await session.flush()
        shop = row.id
    await stage.change(number, system_id=shop, context={"seat": 7})
    for telegram_id, reads_there in ((rita.chat, False), (None, True)):
        async with stage.database.unit_of_work() as session:
            (await session.get_one(Person, rita.id)).telegram_id = telegram_id
        card = await _card(stage, olga, number)
        assert card is not None
        assert card.came == CameBy("Shop", (("seat", "7"),), reads_there)
