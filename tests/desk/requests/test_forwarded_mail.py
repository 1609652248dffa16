"""What keeps a forwarded mail with who forwarded it, and what of theirs goes along once it is the client's."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from db.models import Approval, ApprovalState, Entry, EntryKind, ExternalPerson, Origin, Person
from desk import Desk, Outdated, Refused, installation
from desk.conversation import editing, thread
from desk.conversation.new_entry import NewEntry
from desk.integrations import own_systems, separating_people, user_rows
from desk.people.person_locks import take_turn
from desk.privacy import erasing
from desk.requests import forwarded_mail
from desk.text import RichText
from desk.tickets import lifecycle, mail_facts, participants
from tests.db.waiting import until_somebody_waits
from tests.desk.stage import Someone, Stage

_KIM = "o'kim@client.example"


async def _forwards(stage: Stage, rita: Someone, *, of: str = _KIM) -> int:
    """Rita, who has come from mail to Telegram, forwards a mail; its number."""
    number = await stage.files(rita, "He never pays")
    async with stage.database.unit_of_work() as session:
        await installation.claim_bot(session, stage.rules.bot_id or 0, "help_bot")
        system = await own_systems.get_or_create_system(session, own_systems.MAIL, stage.now)
        named = {"external_id": "rita@acme.example", "person_id": rita.id, "made_at": stage.now, "joined_at": stage.now}
        session.add(theirs := ExternalPerson(system_id=system.id, **named))
        await session.flush()
        of_mail = {"system_id": system.id, "external_person_id": theirs.id, "origin": Origin.MAIL}
    await stage.change(number, **of_mail, context={mail_facts.FORWARDED: of})
    return number


async def _block_owner(desk: Desk, _: int) -> None:
    system = await own_systems.get_or_create_system(desk.session, own_systems.MAIL, desk.now)
    kim = await user_rows.get_or_create(desk.session, system, _KIM, name="Kim", language=None, now=desk.now)
    (await desk.session.get_one(Person, kim.person_id)).blocked_at = desk.now


async def _answer_as_trainee(desk: Desk, number: int) -> None:
    asked = {"author_id": desk.actor_id, "state": ApprovalState.WAITING, "first_asked_at": desk.now}
    ticket = await desk.lock_ticket(number)
    desk.session.add(Approval(ticket_id=ticket.id, **asked, asked_at=desk.now, returns=0))


REFUSED: dict[str, tuple[str, Callable[[Desk, int], Awaitable[object]] | None, str]] = {
    "its owner is blocked": (_KIM, _block_owner, "forward-blocked"),
    "an answer waits for approval": (_KIM, _answer_as_trainee, "outdated"),
    "it is resolved": (_KIM, lifecycle.resolve, "outdated"),
    "only a part reads as an address": ("a:kim@client.example", None, "outdated"),
    "a part is masked": ("•••@client.example", None, "outdated"),
}


@pytest.mark.parametrize("why", REFUSED)
async def test_it_stays_with_who_forwarded_it(stage: Stage, rita: Someone, olga: Someone, why: str) -> None:
    of, before, key = REFUSED[why]
    number = await _forwards(stage, rita, of=of)
    if before is not None:
        await stage.does(olga, before, number)
    with pytest.raises(Refused) as refused:
        await stage.does(olga, forwarded_mail.give_to_writer, number)
    assert refused.value.key == key
    assert (await stage.ticket(number)).requester_id == rita.id


async def test_what_was_forwarded_in_telegram_is_no_word_of_the_client(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await _forwards(stage, rita)
    for origin, name in ((Origin.MAIL, "Kim"), (Origin.TELEGRAM, "Bob")):
        said = NewEntry(RichText(f"{name} said so"), forwarded_from=name)
        await stage.does(rita, thread.add_comment, number, said, origin=origin)
    assert await stage.does(olga, forwarded_mail.give_to_writer, number) == _KIM
    said_by = [(one.author_name, one.body) for one in await stage.entries(number) if one.kind is EntryKind.COMMENT]
    assert said_by == [("Kim", "Kim said so")]
    async with stage.database.unit_of_work() as session:
        clock = Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
        await erasing.erase_person(clock, rita.id, since=stage.now)
    assert [one.body for one in await stage.entries(number) if one.body] == ["Kim said so"], "her notes go with her"


async def _give(desk: Desk, number: int) -> None:
    await forwarded_mail.give_to_writer(desk, number)


async def _separate(desk: Desk, number: int) -> None:
    ticket = await desk.lock_ticket(number)
    theirs = await desk.session.get_one(ExternalPerson, ticket.external_person_id)
    await separating_people.separate(desk, theirs, await desk.get_requester(ticket))


@pytest.mark.parametrize("becomes_anothers", [_give, _separate])
async def test_a_link_that_was_shared_opens_it_no_more_for_anybody(
    stage: Stage, rita: Someone, olga: Someone, becomes_anothers: Callable[[Desk, int], Awaitable[None]]
) -> None:
    number, bob = await _forwards(stage, rita), await stage.person("Bob")
    link = await stage.does(rita, participants.share, number)
    await stage.does(bob, participants.open_share, link)
    await stage.does(olga, becomes_anothers, number)
    for who in (bob, rita):
        with pytest.raises(Refused, match="share-bad"):
            await stage.does(who, participants.open_share, link)
    with pytest.raises(Outdated):
        await stage.does(bob, participants.leave, number)


async def test_whoever_edits_what_they_wrote_meanwhile_and_the_press_both_end(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await _forwards(stage, rita)
    entry_id = (await stage.entries(number))[0].id
    async with stage.database.unit_of_work() as session:
        await take_turn(session, rita.id)
        press = asyncio.create_task(stage.does(olga, forwarded_mail.give_to_writer, number))
        await until_somebody_waits(stage.database)
        desk = Desk(session, Origin.TELEGRAM, await session.get_one(Person, rita.id), now=stage.now, rules=stage.rules)
        await editing.edit_entry(desk, await session.get_one(Entry, entry_id), RichText("He pays late"))
    assert await press == _KIM
    assert next((one.kind, one.body) for one in await stage.entries(number)) == (EntryKind.NOTE, "He pays late")
