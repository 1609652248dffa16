"""Who takes part in requests that were merged: one word of theirs counts for all of them."""

import pytest
from sqlalchemy import update

from db.models import Entry, Hears, Origin, Participation, TicketParticipant
from desk import Desk, Refused, installation, references
from desk.merging import merging
from desk.policy.who_is_told import Told
from desk.references import Purpose
from desk.tickets import participants
from tests.desk.stage import Someone, Stage
from tests.sql import add, execute

_BOB, _CID, _DAN = "bob@acme.example", "cid@acme.example", "dan@acme.example"


async def _heard(stage: Stage, number: int) -> list[str]:
    ticket = await stage.ticket(number)
    async with stage.database.reading() as session:
        return list(await participants.list_addresses(session, ticket, Told.ANSWER))


async def _merged(stage: Stage, rita: Someone, olga: Someone) -> int:
    """Rita has two requests, of which one becomes a part of the other; all take part in both."""
    first, second = await stage.files(rita, "The lamp is dark"), await stage.files(rita, "The chair is broken")
    for number in (first, second):
        ticket = await stage.ticket(number)
        copied = {"part": Participation.COPIED, "hears": Hears.ANSWERS, "at": stage.now}
        for address in (_BOB, _CID, _DAN):
            await add(stage, TicketParticipant(ticket_id=ticket.id, address=address, **copied))
    for number in (first, second):
        await stage.change(number, has_participants=True)
    await stage.does(olga, merging.merge_ticket, second, first)
    return first


async def test_whoever_stops_or_leaves_hears_of_neither(stage: Stage, rita: Someone, olga: Someone) -> None:
    number, max_ = await _merged(stage, rita, olga), await stage.person("Max")
    async with stage.database.unit_of_work() as session:
        ticket = await stage.ticket(number)
        rows = [one for one in await participants.list_rows(session, ticket) if one.ticket_id == ticket.id]
        rows[0].stopped_at = rows[1].bounced_at = stage.now
        for id_ in ticket.thread_ids:
            shared = {"part": Participation.SHARED, "hears": Hears.NEWS, "at": stage.now}
            session.add(TicketParticipant(ticket_id=id_, person_id=max_.id, **shared))
    assert await _heard(stage, number) == [_DAN]
    async with stage.database.unit_of_work() as session:
        await participants.note_reached(session, ticket, _BOB)
        await participants.note_reached(session, ticket, _CID)
    assert await _heard(stage, number) == [_CID, _DAN]
    async with stage.database.reading() as session:
        states = {one.name: one.state for one in await participants.describe(session, ticket)}
    assert states == {_BOB: "stopped", _CID: "on", _DAN: "on", "Max": "shared"}

    async def leaves(desk: Desk) -> None:
        await participants.leave(desk, number)
        assert await participants.find_shared(desk.session, desk.require_actor(), number) is None

    await stage.does(max_, leaves)


async def test_the_link_of_a_request_that_is_deleted_is_refused(stage: Stage, rita: Someone) -> None:
    async def opens(desk: Desk) -> None:
        await installation.load_row(desk.session)
        payload = "r_" + await references.make_reference(desk.session, Purpose.SHARE, 4711, 0)
        with pytest.raises(Refused) as refused:
            await participants.open_share(desk, payload)
        assert refused.value.key == "share-bad"

    await stage.does(rita, opens)


async def test_two_requests_are_answered_to_those_of_the_newer_mail(stage: Stage, rita: Someone, olga: Someone) -> None:
    """What one of them says is not for those in copy of the other, until they are taken apart again."""
    first, second = await stage.files(rita, "The lamp is dark"), await stage.files(rita, "The chair is broken")
    for number, address in ((first, _BOB), (second, _CID)):
        await stage.change(number, origin=Origin.MAIL)
        await stage.does(olga, participants.set_copy, number, address, participants.Copy.SEEN)
    await execute(stage, update(Entry).values(origin=Origin.MAIL))
    await stage.does(olga, merging.merge_ticket, second, first)
    assert await _heard(stage, first) == [_CID]
    await stage.does(olga, merging.unmerge_ticket, second)
    assert (await _heard(stage, first), await _heard(stage, second)) == ([_BOB], [_CID])


async def test_the_team_gives_and_takes_copies(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The lamp is dark")

    async def sets(desk: Desk, address: str, copy: participants.Copy) -> str:
        try:
            await participants.set_copy(desk, number, address, copy)
        except Refused as refused:
            return refused.key
        return ""

    async def tries(address: str, copy: participants.Copy) -> str:
        return await stage.does(olga, sets, address, copy)

    seen, blind, none = participants.Copy
    assert await tries(_BOB, seen) == "copies-no-mail"
    await stage.change(number, origin=Origin.MAIL)
    assert [await tries(_BOB, seen), await tries(_CID, blind), await tries("bob", seen)] == [
        "",
        "",
        "copies-bad-address",
    ]
    async with stage.database.reading() as session:
        heard = await participants.list_addresses(session, await stage.ticket(number), Told.ANSWER)
    assert heard == {_CID: Participation.BLIND, _BOB: Participation.COPIED}
    assert await tries(_BOB, none) == ""
    assert await _heard(stage, number) == [_CID]
    await execute(stage, update(TicketParticipant).values(stopped_at=stage.now))
    assert await tries(_CID, seen) == "copies-stopped"
