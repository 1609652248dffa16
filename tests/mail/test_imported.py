"""Requests of another desk whose mails are answered here."""

from datetime import UTC, datetime
from io import BytesIO

from db.database import Database
from db.models import Origin
from desk import Desk
from desk.importing import people, writing
from desk.importing.csv_table import read_table
from desk.importing.records import Clock, PastTicket
from tests.flows.phone import words
from tests.mail.post import ADDRESS, Post, posted
from tests.mail.test_by_mail import KIM, _comments, _tickets
from tests.texts import text_of

_FIRST = "number,date,type,customer,customer email,status,subject,assignee,body,message id\n"
_OF_KIM = ",Kim Lee,kim@client.example,active,The lamp,Olga,"
TABLE = (
    f"{_FIRST}7,2026-11-18 10:00,customer{_OF_KIM}It is dark,<a1@mail.example>\n"
    f"7,2026-11-18 11:00,message{_OF_KIM}Which lamp?,\n"
    f"8,2026-11-18 12:00,customer,Rob,rob@far.example,active,The lift,Olga,It stands still,\n"
)
LONGER = f"{TABLE}7,2026-11-19 10:00,customer{_OF_KIM}That in the hall,<a2@mail.example>\n"


async def _imports(post: Post, table: str) -> None:
    async with post.stage.database.unit_of_work() as session:
        now = post.stage.clock()
        desk = Desk(session, Origin.IMPORT, None, now=now, rules=post.stage.settings)
        read = read_table(lambda: BytesIO(table.encode()), Clock(UTC, now))
        past = [one for one in read if isinstance(one, PastTicket)]
        known = await people.load_known(desk)
        await writing.write_batch(desk, people.Run("old", now, keeps_open=True), past, known, lambda _: "none")


async def test_who_answers_a_mail_of_the_desk_before_is_on_the_request_that_came_from_there(database: Database) -> None:
    async with posted(database, mailbox=(ADDRESS,), requests__write_first=True) as post:
        olga = post.stage.olga
        for table in (TABLE, LONGER):
            await _imports(post, table)
        before, sent = len(await _comments(post)), "<FS_reply-2-0123@desk.example>"
        await post.writes("Eve <eve@evil.example>", "Send it to me", References=f"<a2@mail.example> {sent}")
        assert await _tickets(post) == 3, "an id is no proof of who wrote"
        await post.writes(KIM, "And that in the cellar", subject="Re: The lamp", In_Reply_To=sent,
                          References=f"<a1@mail.example> <a2@mail.example> {sent}")  # fmt: skip
        assert (await _tickets(post), (await _comments(post))[before + 1 :]) == (3, ["And that in the cellar"])
        assert "And that in the cellar" in await olga.reads()
        post.take_sent()
        for number, address, last in (1, "kim@client.example", "<a2@mail.example>"), (2, "rob@far.example", None):
            await olga.writes(f"/ticket {number}")
            assert f"{text_of('mail-label-address')}: {address}" in await olga.reads()
            await olga.writes("We come on Monday", reply_to=await olga.last_id())
            await post.settle()
            assert post.take_one()["In-Reply-To"] == last, "a key of a file is no id of a mail"
        await olga.writes("/write rob@far.example We are here")
        assert "Rob" in words(await olga.containing("#4")), "and keeps the name from there"


def test_an_id_is_as_long_as_in_a_mail() -> None:
    long, now = f"{'x' * 400}@mail.example", datetime(2026, 11, 30, tzinfo=UTC)
    table = f"{_FIRST}7,2026-11-18 10:00,customer{_OF_KIM}It is dark,<{long}>\n"
    (past,) = [
        one for one in read_table(lambda: BytesIO(table.encode()), Clock(UTC, now)) if isinstance(one, PastTicket)
    ]
    assert [one.mail for one in past.entries] == [long]
