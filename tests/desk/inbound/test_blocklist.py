"""People the team takes no requests from: who that is, since when, and what of theirs is kept."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from db.models import Entry, EntryKind, Origin, Person, Question, QuestionKind, Role
from desk import Desk, NoSuchTicket, NotAllowed, Outdated, Refused
from desk.inbound import blocklist
from desk.people.person_locks import take_turn
from desk.people.person_rows import make_admin_by_setting
from desk.policy.endings import is_blocked
from desk.text import RichText
from tests.desk.cast import PRINTER, lines
from tests.desk.stage import Someone, Stage
from tests.sql import scalars


async def test_who_blocked_them_first_stays_and_what_they_sent_is_read_in_order(
    stage: Stage, rita: Someone, olga: Someone, ivan: Someone
) -> None:
    number = await stage.files(rita, PRINTER)
    await _put(stage, rita, "Hello?")
    stage.later(minutes=1)
    since = stage.now
    await stage.does(olga, blocklist.block_requester, number)
    stage.later(minutes=1)
    await stage.does(ivan, blocklist.block_requester, number)
    first, second = stage.message(rita, "You are all useless"), stage.message(rita, "Answer")
    for incoming in (first, second):
        await stage.does(rita, blocklist.keep_listed, incoming)
    stage.later(minutes=1)
    edited = replace(second, words=RichText("Answer me"))
    await stage.does(rita, blocklist.keep_listed, edited, is_edit=True)
    await _put(stage, rita, "waits under a question", asked=True)
    await _put(stage, rita, "taken back", withdrawn_at=stage.now)
    async with stage.database.reading() as session:
        (row,) = await blocklist.list_blocked(session)
        assert await session.scalar(select(Entry.edited_at).where(Entry.body == "Answer me")) == stage.now
    assert (row.by, row.since, row.count) == ("Olga", since, 3)
    assert [said.text for said in row.said] == ["Hello?", "You are all useless", "Answer me"]
    assert (await lines(stage, rita)).count("barred") == 1


async def test_nobody_is_blocked_by_what_is_not_seen_or_ones_own(stage: Stage, rita: Someone, olga: Someone) -> None:
    own = await stage.files(olga, PRINTER)
    theirs = await stage.files(await stage.person("Ivan", Role.AGENT), PRINTER)
    draft = (await stage.says(rita, "I am still writing")).number or 0
    for number, refused in ((draft, NoSuchTicket), (99, NoSuchTicket), (own, NotAllowed), (theirs, Refused)):
        with pytest.raises(refused):
            await stage.does(olga, blocklist.block_requester, number)


async def test_who_joins_the_team_is_blocked_no_more(stage: Stage, rita: Someone, olga: Someone) -> None:
    """By whatever way they join; what they sent since is a request of theirs."""
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, blocklist.block_requester, number)
    await stage.ticks()
    await stage.does(rita, blocklist.keep_listed, stage.message(rita, "Hello? My printer"))
    await stage.does(rita, lambda desk: make_admin_by_setting(desk, desk.require_actor()))
    await stage.ticks()
    assert await stage.ticks() == 0
    async with stage.database.reading() as session:
        assert await blocklist.list_blocked(session) == ()
    assert [one.body for one in await stage.entries(number + 1)] == ["Hello? My printer"]
    assert (await stage.ticket(number + 1)).filed_at is not None


async def test_a_press_of_an_old_list_unblocks_nobody_who_was_blocked_anew(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await stage.files(rita, PRINTER)

    async def blocks() -> Callable[[Desk], Awaitable[object]]:
        await stage.does(olga, blocklist.block_requester, number)
        async with stage.database.reading() as session:
            (shown,) = await blocklist.list_blocked(session)
        stage.later(minutes=1)
        return lambda desk: blocklist.unblock_requester(desk, rita.chat, sure_of=int(shown.since.timestamp()))

    old = await blocks()
    await stage.does(olga, old)
    new = await blocks()
    with pytest.raises(Outdated):
        await stage.does(olga, old)
    await stage.does(olga, new)


async def test_they_are_unblocked_at_their_own_turn(stage: Stage, rita: Someone, olga: Someone) -> None:
    """What they send at this moment is stored before or after, and in either case not forgotten."""
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, blocklist.block_requester, number)

    async def unbars(desk: Desk) -> None:
        await desk.session.execute(text("set local lock_timeout = '20ms'"))
        await blocklist.unblock_requester(desk, rita.chat)

    async def sends(desk: Desk) -> None:
        await desk.session.execute(text("set local lock_timeout = '20ms'"))
        await blocklist.keep_listed(desk, stage.message(rita, "Hello?"))

    async with stage.database.unit_of_work() as session:
        await take_turn(session, rita.id)
        for who, act in ((olga, unbars), (rita, sends)):
            with pytest.raises(DBAPIError, match="lock timeout"):
                await stage.does(who, act)
    with pytest.raises(NotAllowed):
        await stage.does(rita, unbars)
    await stage.does(olga, unbars)


async def test_of_much_that_was_kept_the_newest_is_their_request(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, blocklist.block_requester, number)
    for n in range(blocklist._MOST_FILED + 2):
        await _put(stage, rita, f"words {n}")
    await stage.does(olga, blocklist.unblock_requester, rita.chat)
    said = select(Entry.small_talk).where(Entry.body.like("words %"), Entry.ticket_id.is_not(None))
    silent = await scalars(stage, said.order_by(Entry.id))
    assert silent == [True] * 2 + [False] * blocklist._MOST_FILED


async def test_whoever_is_of_the_team_is_heard(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, blocklist.block_requester, number)
    async with stage.database.reading() as session:
        person = await session.get_one(Person, rita.id)
        assert is_blocked(person)
        person.role = Role.AGENT  # by an invite
        assert not is_blocked(person)
        person.dismissed_at = stage.now
        assert is_blocked(person)
        session.expunge(person)


async def _put(stage: Stage, who: Someone, words: str, *, asked: bool = False, **more: object) -> None:
    async with stage.database.unit_of_work() as session:
        entry = Entry(kind=EntryKind.COMMENT, author_id=who.id, author_name="Rita", origin=Origin.TELEGRAM, body=words)
        entry.created_at = stage.now
        for name, value in more.items():
            setattr(entry, name, value)
        if asked:
            kind = QuestionKind.SUBJECT
            question = Question(person_id=who.id, kind=kind, asked_at=stage.now, due_at=stage.now)
            session.add(question)
            await session.flush()
            entry.question_id = question.id
        session.add(entry)
