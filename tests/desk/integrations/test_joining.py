"""Somebody joins Telegram by their system's link while something is going on with what they filed."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from db.models import (
    Entry,
    EntryKind,
    Erasure,
    ExternalPerson,
    ImportedRow,
    Integration,
    IntegrationLink,
    Origin,
    Person,
    Status,
    Ticket,
)
from desk import Desk, Refused
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.integrations import own_systems, separating_people, user_rows, user_tickets
from desk.integrations.user_tickets import CameToTelegram
from desk.merging import merging
from desk.privacy import erasures
from desk.problems import following, known_problems
from desk.queries.entries import describe_entries
from desk.references import hash_secret
from desk.requests.drafts import GivenFields, file_from_integration
from desk.text import RichText
from desk.tickets import closing, lifecycle
from tests.desk.cast import cast
from tests.desk.problems.test_known_problems import LAMP, _looked, _published, _row
from tests.desk.stage import Someone, Stage
from tests.sql import add, execute, scalar, scalars


async def _system(stage: Stage) -> int:
    return (
        await add(
            stage, Integration(name="Shop", token_hash=b"shop", token_hint="", scopes=["tickets"], made_at=stage.now)
        )
    ).id


async def _opens(stage: Stage, system_id: int, said: str, who: str = "u-1") -> int:
    """A request of one of the system's people; its number."""
    async with stage.database.unit_of_work() as session:
        system = await session.get_one(Integration, system_id)
        theirs = await user_rows.get_or_create(session, system, who, name=None, language=None, now=stage.now)
        person = await session.get_one(Person, theirs.person_id)
        desk = Desk(session, Origin.API, person, now=stage.now, rules=stage.rules)
        said_ = NewEntry(RichText(said))
        given = GivenFields()
        return (await file_from_integration(desk, theirs, [said_], context=None, external_ref=None, given=given)).number


async def _opened(desk: Desk, payload: str) -> CameToTelegram:
    """They open it and say that it is they."""
    found = await user_tickets.open_link(desk, payload)
    return found if isinstance(found, CameToTelegram) else await user_tickets.accept_link(desk, found.link)


async def _joins(stage: Stage, who: Someone) -> int:
    """By a link that was made for them now; how many open requests they find."""
    async with stage.database.unit_of_work() as session:
        theirs = (await session.scalars(select(ExternalPerson).order_by(ExternalPerson.id.desc()).limit(1))).one()
        payload = await user_tickets.create_link(session, theirs, {}, stage.now)
    return int((await stage.does(who, _opened, payload)).open)


async def test_they_are_still_told_of_a_known_problem_and_can_follow_it(stage: Stage) -> None:
    rita, _, _, vera, *_ = await cast(stage)
    number = await _opens(stage, await _system(stage), LAMP)
    key = await _published(stage, vera, lambda desk: known_problems.propose_problem(desk, number))
    assert await _joins(stage, rita) == 1
    assert (await stage.ticket(number)).known_problem_id == key
    pressed = await stage.does(rita, following.follow_problem, key, on=True)
    assert [one for _, one in pressed] == [number]
    other = await _opens(stage, (await stage.ticket(number)).system_id or 0, LAMP, "u-2")
    assert await _looked(stage, other) == key
    assert await _joins(stage, rita) == 2
    assert await _row(stage, "select followed_at is not null from known_problem_followers") == (True,)
    assert other != number


async def test_what_they_were_at_when_they_joined_is_of_the_first_request_after_it(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    system_id = await _system(stage)
    await _opens(stage, system_id, LAMP)
    async with stage.database.unit_of_work() as session:
        theirs = (await session.scalars(select(ExternalPerson))).one()
        payload = await user_tickets.create_link(session, theirs, {"order": "17"}, stage.now)
    await stage.does(rita, _opened, payload)
    first, second = await stage.files(rita, "My order is late"), await stage.files(rita, "The shop is closed")
    found = [(ticket.system_id, ticket.context) for ticket in [await stage.ticket(n) for n in (first, second)]]
    assert found == [(system_id, {"order": "17"}), (None, None)]


async def test_each_answer_says_by_which_way_it_went_though_they_are_in_telegram_now(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    made = Integration(name="Mail", door="mail", token_hash=b"mail", token_hint="", scopes=[], made_at=stage.now)
    number = await _opens(stage, (await add(stage, made)).id, LAMP, "kim@client.example")
    await stage.change(number, origin=Origin.MAIL)
    for said in ("By mail", "In the chat"):
        entry = await stage.does(olga, thread.add_reply, number, NewEntry(RichText(said)))
        await execute(stage, "update entries set delivery = 'sent' where id = :id", id=entry.id)
        stage.later(minutes=1)
        await _joins(stage, rita)
    async with stage.database.reading() as session:
        said = await session.scalars(select(Entry).where(Entry.kind == EntryKind.REPLY).order_by(Entry.id))
        ticket = (await session.scalars(select(Ticket).where(Ticket.number == number))).one()
        assert [one.delivered for one in await describe_entries(session, said.all(), ticket)] == [
            "mail-sent", "chat-sent",
        ]  # fmt: skip


async def test_a_later_link_or_the_same_again_moves_no_moment(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    await _opens(stage, await _system(stage), LAMP)
    async with stage.database.unit_of_work() as session:
        theirs = (await session.scalars(select(ExternalPerson))).one()
        first, later = [await user_tickets.create_link(session, theirs, {}, stage.now) for _ in "ab"]
    joined = stage.now
    for payload, opened in ((first, joined), (first, joined), (later, joined + timedelta(minutes=20))):
        await stage.does(rita, _opened, payload)
        stage.now += timedelta(minutes=10)
        link = await scalar(stage, select(IntegrationLink).where(IntegrationLink.token_hash == hash_secret(payload)))
        assert link is not None and link.opened_at == opened
        assert await scalar(stage, select(ExternalPerson.joined_at)) == joined


async def test_what_was_merged_stays_so_and_comes_apart_again(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    system_id = await _system(stage)
    first, second = await _opens(stage, system_id, LAMP), await _opens(stage, system_id, "The lift is stuck")
    await stage.does(olga, merging.merge_ticket, second, first)
    assert await _joins(stage, rita) == 1
    theirs = await scalars(stage, select(Ticket.number).where(Ticket.requester_id == rita.id))
    assert sorted(theirs) == [first, second]
    await stage.does(olga, merging.unmerge_ticket, second)
    assert (await stage.ticket(second)).status is Status.NEW
    await stage.does(olga, merging.merge_ticket, second, first)
    await stage.does(rita, thread.add_comment, second, NewEntry(RichText("Both of them")))
    assert "Both of them" in await stage.texts(first)


async def test_they_find_what_is_filed_and_are_asked_here_what_was_asked_there(stage: Stage) -> None:
    """But not what may still be undone, which is told later anyway. What they are called is theirs in Telegram, and a
    draft of theirs there is not their system's to see."""
    rita, olga, *_ = await cast(stage)
    system_id = await _system(stage)
    numbers = [await _opens(stage, system_id, f"The lamp of room {n}") for n in range(4)]
    await stage.says(rita, "My chair squeaks and nobody knows why")
    for number in numbers[:3]:
        await stage.does(olga, lifecycle.resolve, number)
        if number == numbers[1]:
            stage.later(seconds=10)
            for of in numbers[:2]:
                await stage.does(olga, _told, of, origin=Origin.CLOCK)
            async with stage.database.unit_of_work() as session:  # as a version before has stored it
                await session.execute(text("update tickets set tell = 'null' where number = :n"), {"n": numbers[1]})
    async with stage.database.unit_of_work() as session:
        theirs = (await session.scalars(select(ExternalPerson))).one()
        payload = await user_tickets.create_link(session, theirs, {}, stage.now)
    found = await stage.does(rita, _opened, payload)
    assert (found.open, found.waiting_ids) == (1, tuple([(await stage.ticket(number)).id for number in numbers[:2]]))
    async with stage.database.unit_of_work() as session:
        system = await session.get_one(Integration, system_id)
        theirs = await user_rows.get_or_create(
            session, system, "u-1", name="Rita of the shop", language="ru", now=stage.now
        )
        person = await session.get_one(Person, theirs.person_id)
        assert (person.id, person.name, person.language) == (rita.id, "Rita", None)
        theirs.joined_at = stage.now.replace(year=2020)
        seen = select(Ticket.number).join(ExternalPerson, user_rows.is_ticket_visible(system_id)).order_by(Ticket.id)
        assert list(await session.scalars(seen)) == numbers


async def _told(desk: Desk, number: int) -> None:
    await closing.send_delayed_notice(desk, (await desk.lock_ticket(number)).id)


async def test_a_link_from_before_they_were_parted_opens_nothing(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    await _opens(stage, await _system(stage), LAMP)
    await _joins(stage, rita)
    async with stage.database.unit_of_work() as session:
        theirs = (await session.scalars(select(ExternalPerson))).one()
        key, payload = theirs.id, await user_tickets.create_link(session, theirs, {}, stage.now)
    await stage.does(rita, separating_people.separate_person, key)
    with pytest.raises(Refused):
        await stage.does(rita, user_tickets.open_link, payload)


async def test_an_address_hears_once_that_it_was_connected(stage: Stage, rita: Someone) -> None:
    async with stage.database.unit_of_work() as session:
        mail = await own_systems.get_or_create_system(session, own_systems.MAIL, stage.now)
        kim = await user_rows.get_or_create(session, mail, "kim@x.example", name=None, language=None, now=stage.now)
        payload = await user_tickets.create_link(session, kim, {}, stage.now)
    for _ in range(2):
        await stage.does(rita, _opened, payload)
        stage.later(minutes=1)
    assert await _row(stage, "select count(*) from jobs where box = 'to_mail'") == (1,)


async def _mails(stage: Stage, subject: str) -> int:
    """A mail of somebody whom the mailbox has proved."""
    async with stage.database.unit_of_work() as session:
        mail = await own_systems.get_or_create_system(session, own_systems.MAIL, stage.now)
        kim = await user_rows.get_or_create(session, mail, "kim@x.example", name=None, language=None, now=stage.now)
        person = await session.get_one(Person, kim.person_id)
        desk = Desk(session, Origin.MAIL, person, now=stage.now, rules=stage.rules)
        said, given = NewEntry(RichText("See above")), GivenFields(subject)
        await file_from_integration(desk, kim, [said], context=None, given=given)
        return kim.person_id


async def test_the_subject_of_a_mail_that_waits_is_kept_where_two_drafts_become_one(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    stage.with_rules(privacy__consent=1)
    await _mails(stage, "The server room is flooded")
    await stage.says(rita, "My chair squeaks and nobody knows why")
    await _joins(stage, rita)
    (draft,) = [one for one in await stage.tickets(rita) if one.status is Status.NEW]
    assert "The server room is flooded" in await stage.texts(draft.number)


async def test_who_was_imported_or_called_an_erasure_off_can_join_but_not_before(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    person_id, asked = await _mails(stage, "The lamp"), {"origin": Origin.API, "asked_at": stage.now}
    await add(stage, ImportedRow(key=b"kim", source="old", began_at=stage.now, person_id=person_id))
    await add(stage, Erasure(person_id=person_id, due_at=stage.now, **asked))
    with pytest.raises(Refused) as refused:
        await _joins(stage, rita)
    assert refused.value.key == "system-link-erased"
    await execute(stage, update(Erasure).values(withdrawn_at=stage.now))
    assert await _joins(stage, rita) == 1


async def test_a_request_of_a_system_is_filed_also_while_a_mail_of_the_person_waits(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    stage.with_rules(privacy__consent=1)
    await _mails(stage, "The lamp")
    await _joins(stage, rita)
    system_id = await _system(stage)
    await _opens(stage, system_id, "The shop is closed")
    await _joins(stage, rita)
    number = await _opens(stage, system_id, "The shop is closed again")
    assert (await stage.ticket(number)).filed_at is not None


async def test_a_question_whether_to_erase_is_asked_again_once_somebody_has_joined_the_person(stage: Stage) -> None:
    rita, _, _, vera, *_ = await cast(stage)
    await _opens(stage, await _system(stage), LAMP)
    asked_at = stage.now
    stage.later(minutes=1)
    assert not await stage.does(vera, erasures.has_more, rita.id, asked_at)
    await _joins(stage, rita)
    assert await stage.does(vera, erasures.has_more, rita.id, asked_at)
