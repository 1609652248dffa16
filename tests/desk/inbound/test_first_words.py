"""The first words of a stranger are the beginning of their request, whatever they are answered."""

import pytest
from sqlalchemy import select

from db.models import Entry, Role, Ticket
from tests.desk.stage import Stage

pytestmark = pytest.mark.sentence("2 Where a message goes")

FIRST = (
    "where is my order", "please cancel my order", "how long will this take", "is it ready yet?", "any news?", "cancel",
    "долго ещё?", "где мой заказ", "есть новости?", "отмените, пожалуйста",
)  # fmt: skip
SECOND = "It was a blue bicycle, bought on Monday"


async def test_both_lines_of_a_stranger_are_on_the_request(stage: Stage) -> None:
    lost = []
    for first in FIRST:
        stranger = await stage.person(f"Rita {FIRST.index(first)}", Role.REQUESTER)
        for line in (first, SECOND):
            await stage.says(stranger, line)
            stage.later(seconds=20)
        async with stage.database.sessions() as session:
            theirs = select(Entry.body).join(Ticket, Ticket.id == Entry.ticket_id)
            said = "\n".join(await session.scalars(theirs.where(Ticket.requester_id == stranger.id)))
            if not (first in said and SECOND in said):
                lost.append(first)
    assert lost == []
