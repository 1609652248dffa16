"""When the owner of an own account may no longer forget a request alone: a table of what was said there."""

from db.models import Entry, EntryKind, Origin, Person
from desk import Desk
from desk.own_accounts import connections
from tests.desk.cast import PRINTER, cast
from tests.desk.stage import Stage

_SAID = {
    "a rule's answer": (EntryKind.REPLY, None, Origin.CLOCK, False),
    "an agent's answer": (EntryKind.REPLY, "Olga", Origin.TELEGRAM, True),
    "a note": (EntryKind.NOTE, "Olga", Origin.TELEGRAM, True),
    "more words of the requester": (EntryKind.COMMENT, "Rita", Origin.TELEGRAM, False),
}


async def test_a_request_has_begun_once_a_person_of_the_team_spoke_there(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    ids, begun = {"Rita": rita.id, "Olga": olga.id}, {}
    for what, (kind, author, origin, _) in _SAID.items():
        ticket = await stage.ticket(await stage.files(rita, PRINTER))
        async with stage.database.unit_of_work() as session:
            said = {"ticket_id": ticket.id, "kind": kind, "author_id": ids.get(author or ""), "author_name": "x"}
            session.add(Entry(origin=origin, created_at=stage.now, **said))
            await session.flush()
            owner = await session.get_one(Person, olga.id)
            desk = Desk(session, Origin.TELEGRAM, owner, now=stage.now, rules=stage.rules)
            begun[what] = await connections._has_begun(desk, ticket)
    assert begun == {what: expected for what, (*_, expected) in _SAID.items()}
