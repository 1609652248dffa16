"""Names typed into the search: whom it finds among namesakes, and who learns of whom."""

import pytest
from sqlalchemy import text, update

from db.models import Person, Role
from desk.policy.permissions import Grant
from desk.policy.ticket_list import TicketFilters
from desk.queries.panel.named_in_search import find_names
from desk.queries.panel.tickets import name_filters
from tests.desk.stage import Someone, Stage


@pytest.mark.parametrize("state", ["open", "all"])
async def test_who_has_tickets_is_found_among_many_namesakes(stage: Stage, rita: Someone, state: str) -> None:
    vera = await stage.person("Vera", Role.ADMIN)
    await stage.files(rita, "The lamp in the lobby is broken")
    many = """insert into people (telegram_id, role, name, created_at)
      select 5000 + n, 'requester', 'Rita', now() from generate_series(1, 60) as n"""
    async with stage.database.unit_of_work() as session:
        await session.execute(text(many))
        for words in ("rita", "R", "@rita"):
            found = await find_names(
                session, await session.get_one(Person, vera.id), TicketFilters(state, q=words), now=stage.now
            )
            assert [(one.id, one.count) for one in found] == [(rita.id, 1)], words
        for words in ("", "%", "ri_a", "rita\u202e", "q " * 2000):
            found = await find_names(
                session, await session.get_one(Person, vera.id), TicketFilters(state, q=words), now=stage.now
            )
            assert found == (), words


async def test_who_sees_no_ticket_of_somebody_reads_no_name(stage: Stage, rita: Someone, olga: Someone) -> None:
    await stage.files(rita, "The lamp in the lobby is broken")
    async with stage.database.unit_of_work() as session:
        await session.execute(update(Person).where(Person.id == olga.id).values(grants={Grant.SEE_ALL: False}))
        me, chosen = await session.get_one(Person, olga.id, populate_existing=True), TicketFilters(requester=rita.id)
        assert (await name_filters(session, me, chosen, "en"))["requester"] == "Rita", "nobody has it: it is theirs"
        await session.execute(text("update tickets set assignee_id = requester_id"))
        assert (await name_filters(session, me, chosen, "en"))["requester"] == "?"
        assert await find_names(session, me, TicketFilters("all", q="rita"), now=stage.now) == ()
