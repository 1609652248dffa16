"""What a requester reads of their tickets: the turns each took, when to expect an answer, what was gathered."""

from datetime import timedelta

from db.models import Ticket
from desk.queries import expected_times
from desk.queries.expected_times import Expect
from tests.desk.stage import Someone, Stage


async def test_requests_without_an_answer_yet_say_nothing_of_how_many_were_kept(stage: Stage, rita: Someone) -> None:
    stage.with_rules(limits__max_untaken=99, limits__max_new_per_hour=99, limits__max_open=99)
    promised = {"policy_version": 1, "first_due_at": stage.now + timedelta(days=3)}
    for n in range(8):
        number = await stage.files(rita, "The lamp flickers")
        kept = stage.now if n < 5 else stage.now + timedelta(days=4)  # of six that count one was not
        await stage.change(number, **promised, first_response_at=kept if n < 6 else None)
    async with stage.database.reading() as session:
        ticket = await session.get_one(Ticket, (await stage.ticket(number)).id)
        found = await expected_times.expect_answer(session, ticket, now=stage.now, settings=stage.rules)
    assert found is not None
    assert found.what is Expect.ANSWER
