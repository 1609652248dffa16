"""Who had a mail in To or Cc takes part: has the answers in copy, is heard in their own name, and can stop."""

import re
from dataclasses import dataclass, field
from email.message import EmailMessage
from random import Random

import pytest
from sqlalchemy import select, text

from db.database import Database
from db.models import Origin, Person
from db.settings import DeskAddress
from desk import Desk
from desk.people.person_rows import find_by_telegram
from desk.privacy import erasing, person_file
from desk.tickets import participants
from mail.own import OwnMailbox
from mail.reading import read_mail
from mail.verdict import judge_sender, list_copies
from tests.flows.acts import answers
from tests.flows.phone import words
from tests.flows.scenes import row
from tests.mail.post import ADDRESS, SITE, Post, make_bounce, posted, text_in
from tests.mail.test_by_mail import _number, _tickets
from tests.mail.test_trust import RITA, _rich
from tests.sql import execute, fetch
from tests.texts import text_of

ANN, BOB, EVE = "Ann <ann@acme.example>", "Bob Lee <bob@acme.example>", "Eve <eve@evil.example>"
_ANN, _BOB = "ann@acme.example", "bob@acme.example"


async def _answer(post: Post, number: int, said: str) -> tuple[set[str], str]:
    """Olga answers; return who is sent that, and the text."""
    before = len(post.server.recipients)
    await answers(post.stage.olga, number, said)
    await post.settle()
    return set(post.server.recipients[before:]), text_in(post.take_sent()[-1])


async def _authors(post: Post) -> list[tuple[str, str]]:
    said = "select author_name, body from entries where kind = 'comment' order by id"
    return [(one.author_name, one.body) for one in await fetch(post.stage, said)]


async def test_the_walk_of_a_mail_with_somebody_in_copy(database: Database) -> None:
    async with posted(database, web__url=SITE) as post:
        olga = post.stage.olga
        await post.writes(ANN, "The till is broken", subject="Till", to=f"{ADDRESS}, {_BOB}")
        number, receipt = await _number(post), post.take_one()
        assert receipt["Cc"] is None, "a receipt is the requester's"
        assert text_of("card-participants", names=_BOB, foreign=0) in words(await olga.containing("The till is broken"))
        await olga.presses(f"claim:{number}")
        heard, said = await _answer(post, number, "Which till?")
        assert heard == {_ANN, _BOB}
        assert SITE not in said, "whoever opens the page acts as the requester"
        sent = post.server.sent[-1]
        assert (sent["To"], sent["Cc"]) == (_ANN, _BOB)
        await post.writes(BOB, "The one at the door", answers=sent)
        ref = (await row(post.stage, "select external_ref from tickets")).external_ref
        await post.writes(BOB, "And it beeps", to=_ANN, Cc=ADDRESS, In_Reply_To=f"<{ref}>", Authentication_Results="")
        name = text_of("mail-in-copy", name="Bob Lee", address=_BOB)
        doubted = text_of("mail-in-copy-unproven", name="Bob Lee", address=_BOB)
        assert await _authors(post) == [
            ("Ann", "The till is broken"), (name, "The one at the door"), (doubted, "And it beeps"),
        ]  # fmt: skip
        assert name in words(await olga.containing("The one at the door"))
        assert await _tickets(post) == 1
        await olga.writes(f"/ticket {number}")
        opened = await olga.last_id()
        await olga.presses(f"copies:{number}:0", on=opened, force=True)
        assert (await _answer(post, number, "Just for you"))[0] == {_ANN}
        await olga.presses(f"copies:{number}:1", on=opened, force=True)
        await post.writes(BOB, "Stop.", answers=sent, files={"till.bin": b"x"})
        assert (name, "Stop.") in await _authors(post), "a file is more than the one word"
        await post.writes(BOB, "Stop.", answers=sent)
        heard, said = await _answer(post, number, "It is mended")
        assert heard == {_ANN}
        assert f"{SITE}/ask/" in said
        assert text_of("card-participant", name=_BOB, foreign=0, state="stopped") in words(
            await olga.containing("Also told")
        )
        await post.writes(ANN, "Thank you", answers=sent, Cc=_BOB)
        assert (await _answer(post, number, "You are welcome"))[0] == {_ANN}, "no is no"
        await _is_exported_and_erased(post)


async def _is_exported_and_erased(post: Post) -> None:
    """What Bob takes part in is in his file, and gone with him."""
    async with post.stage.database.unit_of_work() as session:
        bob = await session.scalar(text("select person_id from external_people where external_id = :it"), {"it": _BOB})
        data = await person_file.collect_data(session, bob, post.stage.clock())
        (part,) = data["takes_part_in"]
        assert (part["address"], part["hears"]) == (_BOB, "answers")
        desk = Desk(session, Origin.CLOCK, None, now=post.stage.clock(), rules=post.stage.settings)
        await erasing.erase_person(desk, bob, since=post.stage.clock())
        assert await session.scalar(text("select count(*) from ticket_participants")) == 0


TAKES_PART = {
    f"To: {ADDRESS}\nCc: {_BOB}, Cy <cy@x.example>": [_BOB, "cy@x.example"],
    f"To: BOB@acme.example, Help <{ADDRESS}>\nCc: {_BOB}": [_BOB],
    f"To: {ADDRESS}, support+t1-abc@desk.example, {_ANN}": [],
    f"To: help@desk.example, {_BOB}\nDelivered-To: {ADDRESS}\nX-Original-To: help@desk.example": [_BOB],
    f"To: {ADDRESS}\nCc: no-reply@x.example, noreply+1@x.example, donotreply@x.example": [],
    f"To: {ADDRESS}, all@lists.example\nList-ID: <all.lists.example>\nCc: {_BOB}": [],
    f"To: {ADDRESS}\nCc: {_BOB}\nPrecedence: bulk": [],
    f"To: {ADDRESS}\nReply-To: ann@home.example\nCc: ann@home.example, {_BOB}": [_BOB],
    f"To: {ADDRESS}\nCc: ян@x.example, {_BOB}": [_BOB],
    f"To: undisclosed-recipients:;\nDelivered-To: {ADDRESS}": [],
}
"""By To, Cc and what else counts, who takes part."""


@pytest.mark.parametrize("headers", TAKES_PART)
def test_who_is_named_in_a_mail_takes_part(headers: str) -> None:
    raw = f"From: {ANN}\nSubject: Till\n{headers}\n\nThe till is broken\n".replace("\n", "\r\n").encode()
    mail, own = read_mail(raw), OwnMailbox(ADDRESS)
    assert list(dict.fromkeys(list_copies(mail, own, judge_sender(mail, own)))) == TAKES_PART[headers]


_BOSS, _OLAF = "boss@acme.example", "olaf@other.example"
_BLIND = {"to": _BOSS, "Delivered_To": ADDRESS}
READS_ALONG: dict[str, tuple[list[dict[str, str]], set[str]]] = {
    "named in Cc": ([{"Cc": _BOSS}], {_BOSS}),
    "named in To": ([{"to": f"{ADDRESS}, {_BOSS}"}], {_BOSS}),
    "left out by the next mail": ([{"Cc": f"{_BOSS}, {_OLAF}"}, {}], set()),
    "one of two left out": ([{"Cc": f"{_BOSS}, {_OLAF}"}, {"Cc": _BOSS}], {_BOSS}),
    "named again": ([{"Cc": _BOSS}, {}, {"Cc": f"{_BOSS}, {_OLAF}"}], {_BOSS, _OLAF}),
    "the desk in Bcc": ([_BLIND], set()),
    "the desk in Bcc the next time": ([{"Cc": _OLAF}, _BLIND], set()),
    "an alias that servers name": ([{"to": "help@desk.example", "Delivered_To": "help@desk.example", "Cc": _BOSS}],
                                   {_BOSS}),
    "by a list, which chooses nobody": ([{"Cc": _BOSS}, {"List_ID": "<all.acme.example>"}], {_BOSS}),
    "perhaps automatic, which chooses nobody": ([{"Cc": _BOSS}, {"Precedence": "bulk"}], {_BOSS}),
    "forwarded, with somebody in Cc": ([{"subject": "Fwd: Till", "Cc": _BOSS}], {_BOSS}),
}  # fmt: skip
"""By the mails of the requester, who besides her gets the next answer."""


async def test_who_reads_along_is_what_the_requester_last_chose(database: Database) -> None:
    """The page of the guide on copies says the same, line by line."""
    async with posted(database) as post:
        olga, heard = post.stage.olga, {}
        for n, (name, (mails, _)) in enumerate(READS_ALONG.items()):
            ann, sent = f"ann{n}@acme.example", None
            for given in mails:
                of = {} if sent is None else {"to": sent["Reply-To"], "In_Reply_To": sent["Message-ID"]}
                await post.writes(ann, f"The till {n} is broken, and it is late", **of | given)
                if sent is None:
                    number = await _number(post)
                    await olga.presses(f"claim:{number}")
                heard[name] = (await _answer(post, number, "Which till?"))[0] - {ann}
                sent = post.server.sent[-1]
        assert heard == {name: who for name, (_, who) in READS_ALONG.items()}


_JOE, _OTHER = "joe@acme.example", "bills@desk.example"
REPORTED: dict[str, tuple[list[tuple[str, dict[str, str]]], set[str], int]] = {
    "chatwoot#15365: the mark stands in Cc": ([("ann", {}), ("ann", {"to": "ann", "Cc": "mark"})], set(), 1),
    "chatwoot#8925: others in To and Cc": ([("ann", {"to": f"{ADDRESS}, {_JOE}", "Cc": _OLAF})], {_JOE, _OLAF}, 1),
    "chatwoot#11210: the sender in Cc": ([("ann", {"Cc": "ann"})], set(), 1),
    "freescout#3789: two addresses of the desk": ([("ann", {"Cc": _OTHER}), ("ann", {"to": "mark", "Cc": _OTHER})],
                                                  set(), 1),
    "freescout#2086: a copy answers the first mail": ([("ann", {"Cc": _JOE}),
                                                      (_JOE, {"to": "ann", "Cc": ADDRESS, "In_Reply_To": "first"})],
                                                     {_JOE}, 1),
    "freescout#3613: a copy names somebody else": ([("ann", {"Cc": _JOE}), (_JOE, {"to": "mark", "Cc": _OLAF})],
                                                  {_JOE}, 1),
    "zammad#5064: another one types the number": ([("ann", {}), (_OLAF, {"subject": "Re: Till [#number]"})], set(), 2),
    "zammad#2426: the desk only in Cc": ([("ann", {"to": f"{_OTHER}, {_JOE}", "Cc": ADDRESS})], {_JOE}, 1),
    "freescout#4922: a reply that names no mail": ([("ann", {}), ("ann", {"to": "mark", "In_Reply_To": ""})], set(), 1),
    "freescout#5620: a reply to no id of ours": ([("ann", {}), ("ann", {"to": "mark", "In_Reply_To": "<x@y>"})],
                                                set(), 1),
    "freescout#3454: another address answers": ([("ann", {}), (_OLAF, {"to": "mark", "In_Reply_To": "sent"})],
                                                set(), 2),
    "freescout#5587: another address of the desk": ([("ann", {}), (_OTHER, {"In_Reply_To": "sent"})], set(), 2),
    "chatwoot#10028: the team answered by hand": ([("ann", {}), ("ann", {"References": "first <outlook@x>"})],
                                                  set(), 1),
    "zammad#5716: two replies to a mail that never came": ([("ann", {"In_Reply_To": "<m@x>", "Cc": _JOE}),
                                                           (_JOE, {"In_Reply_To": "<m@x>"})], {_JOE}, 2),
    "zammad#4965: she forwards the answer": ([("ann", {}), ("ann", {"subject": "WG: Till", "to": _OTHER,
                                                                  "References": "sent"})], set(), 1),
    "zammad#4965: somebody else forwards it": ([("ann", {"Cc": _JOE}), (_OLAF, {"subject": "WG: Till", "to": _OTHER,
                                                                              "References": "sent"})], {_JOE}, 2),
    "libredesk#74: a third one answers all": ([("ann", {"Cc": _JOE}), (_JOE, {"to": f"mark, {_OLAF}", "Cc": "ann"}),
                                              ("ann", {"to": "mark", "Cc": f"{_JOE}, {_OLAF}"})], {_JOE, _OLAF}, 1),
    "osTicket#5352: moved in from another mailbox": ([("ann", {"to": f"old@firm.example, {_JOE}",
                                                             "Delivered_To": "old@firm.example"})], {_JOE}, 1),
    "osTicket#1764: a copy answers all": ([("ann", {"Cc": _JOE}), (_JOE, {"to": "mark", "Cc": "ann"})], {_JOE}, 1),
    "freescout#2375: one id twice": ([("ann", {"Cc": _JOE}), ("eve@evil.example", {"message_id": "first"}),
                                     (_JOE, {"In_Reply_To": "first"})], {_JOE}, 2),
    "freescout#5310: a program that starts anew": ([("ann", {}), ("ann", {"subject": "Re: Till [#number]"})], set(), 2),
    "uvdesk#607: a blind copy answers": ([("ann", {"Bcc": _JOE}), (_JOE, {"In_Reply_To": "sent"})], set(), 2),
}  # fmt: skip
"""By what users of other desks have reported: mails, who besides the requester gets the next answer, and how many
requests there are."""


def _fill(header: str, names: dict[str, str]) -> str:
    return re.sub(r"[^\s,\[\]#]+", lambda word: names.get(word[0], word[0]), header)


async def test_what_users_of_other_desks_have_reported(database: Database) -> None:
    async with posted(database, others=(DeskAddress(_OTHER, "Bills", ""),)) as post:
        olga, seen = post.stage.olga, {}
        for n, (name, (mails, _, _)) in enumerate(REPORTED.items()):
            names, before, number = {"ann": f"ann{n}@acme.example"}, await _tickets(post), 0
            for m, (sender, given) in enumerate(mails, 1):
                headers = {key: _fill(said, names) for key, said in given.items()}
                headers.setdefault("message_id", f"<{n}.{m}@x>")
                await post.writes(names.get(sender, sender), f"The till {n} of {sender} is broken, and it is late",
                                  **headers)  # fmt: skip
                if not number:
                    number = await _number(post)
                    await olga.presses(f"claim:{number}")
                    await _answer(post, number, "Which till?")
                    sent = post.server.sent[-1]
                    names |= {"mark": sent["Reply-To"], "first": f"<{n}.1@x>", "number": f"{number}"}
                    names["sent"] = sent["Message-ID"]
            heard = (await _answer(post, number, "The red one?"))[0] - {names["ann"]}
            seen[name] = (heard, await _tickets(post) - before)
        assert seen == {name: (who, tickets) for name, (_, who, tickets) in REPORTED.items()}


async def test_one_press_brings_back_who_was_left_out(database: Database) -> None:
    """What she said for the team alone reaches nobody else; the card names another firm, and says what is a secret."""
    async with posted(database) as post:
        olga = post.stage.olga
        await post.writes(ANN, "My leave is wrong", Cc=f"{_BOSS}, {_OLAF}")
        number = await _number(post)
        shown = words(await olga.containing("My leave is wrong"))
        assert text_of("card-participant", name=_OLAF, foreign=1, state="on") in shown, "before anybody answers"
        await olga.presses(f"claim:{number}")
        await _answer(post, number, "Since when?")
        await post.writes(ANN, "Between us: I was suspended", answers=post.server.sent[-1])
        assert text_of("copies-left", number=number, n=2) in await olga.texts()
        assert (await _answer(post, number, "I am sorry to hear of the suspension"))[0] == {_ANN}
        await olga.presses(f"copies:{number}:1")  # on that line
        assert (await _answer(post, number, "It is settled"))[0] == {_ANN, _BOSS, _OLAF}
        await post.writes("Karl <karl@acme.example>", "Never below 1,000", to=_OLAF, Delivered_To=ADDRESS)
        assert text_of("mail-blind") in words(await olga.containing("Never below"))


async def test_a_ticket_has_room_for_some_and_an_end_for_all(database: Database) -> None:
    """What was given up by a server is marked and sent nothing more; who writes on an ended request files their own."""
    async with posted(database) as post:
        olga, crowd = post.stage.olga, [f"n{n}@x.example" for n in range(participants.MOST + 4)]
        await post.writes(ANN, "The till is broken", Cc=", ".join([_BOB, *crowd]))
        number = await _number(post)
        await olga.presses(f"claim:{number}")
        heard, _ = await _answer(post, number, "Which till?")
        assert heard == {_ANN, _BOB, *crowd[: participants.MOST - 1]}
        sent = post.server.sent[-1]
        bounce = make_bounce(sent["Message-ID"]).replace(b"kim@client.example", _BOB.encode())
        for n, claim in enumerate((b"Eve <n0@x.example>", b"MAILER-DAEMON@x.example\r\nReturn-Path: <n0@x.example>")):
            post.server.deliver(bounce.replace(b"MAILER-DAEMON@mx.example", claim))
            await post.settle()
            assert _BOB in (await _answer(post, number, f"Which till, {n}?"))[0], "who has a copy is no server"
        post.server.deliver(bounce)
        await post.settle()
        assert not [one for one in await olga.texts() if "could not be delivered" in one], "the requester has it"
        assert text_of("card-participant", name=_BOB, foreign=0, state="bounced") in words(
            await olga.containing("Also told")
        )
        assert _BOB not in (await _answer(post, number, "Still there?"))[0]
        await post.writes(BOB, "Here I am", answers=sent)
        assert _BOB in (await _answer(post, number, "Good"))[0], "who writes is reached again"
        await post.writes("n0@x.example", "Stop", answers=sent, Authentication_Results="")
        assert "n0@x.example" not in (await _answer(post, number, "As you like"))[0]
        forged = text_of("mail-in-copy-unproven", name="n0@x.example", address="n0@x.example")
        assert (forged, "Stop") in await _authors(post), "nobody has proved who said it: staff read it"
        blocks = text("update people set barred_at = :at where name = 'Bob Lee'")
        for at, is_heard in ((post.stage.clock(), False), (None, True)):
            await execute(post.stage, blocks, at=at)
            assert (_BOB in (await _answer(post, number, "Good"))[0]) is is_heard
        doubt = "mx.desk.example; dmarc=fail header.from=acme.example"
        await post.writes(BOB, "Forged", answers=sent, Authentication_Results=doubt)
        assert await _tickets(post) == 2
        await olga.presses(f"resolve:{number}")
        await post.writes(BOB, "Thank you", answers=sent)
        assert await _tickets(post) == 2, "thanks are of that request"
        assert (await row(post.stage, "select status from tickets where number = :n", n=number)).status == "resolved"
        await post.writes(BOB, "My own till is broken, too", answers=sent)
        assert await _tickets(post) == 3, "only the requester opens it again"


async def test_a_requester_in_telegram_is_answered_there_and_the_others_by_mail(database: Database) -> None:
    async with posted(database, web__url=SITE) as post:
        rita, olga, home = post.stage.rita, post.stage.olga, "rita@home.example"
        await _rich(post, rita)
        other = "select system_id, :home, person_id, made_at, joined_at from external_people"
        columns = "external_people (system_id, external_id, person_id, made_at, joined_at)"
        await execute(post.stage, f"insert into {columns} {other}", home=home)
        await post.writes(RITA, "My till is broken", Cc=f"{_BOB}, {home}")
        number = await _number(post)
        await olga.presses(f"claim:{number}")
        heard, said = await _answer(post, number, "Which till?")
        assert heard == {_BOB, home}
        assert SITE not in said
        assert "Which till?" in await rita.reads()
        post.server.replies["rcpt"] = ["550 no such user"]
        assert (await _answer(post, number, "The red one?"))[0] == {home}, "who is refused stops nobody else"
        assert not [one for one in await olga.texts() if "could not be delivered" in one]
        assert text_of("card-participant", name=_BOB, foreign=0, state="bounced") in words(
            await olga.containing("Also told")
        )
        await post.writes(home, "The red one", answers=post.server.sent[-1])
        assert (await _authors(post))[-1] == ("Rita K.", "The red one"), "it is another address of the requester"


async def test_who_reads_along_on_a_merged_request_is_what_she_last_chose_on_any_mail_of_it(database: Database) -> None:
    async with posted(database) as post:
        olga = post.stage.olga
        for n, said in enumerate(("My leave is wrong", "My pay is wrong"), 1):
            await post.writes(ANN, said, Cc=_BOSS)
            await olga.presses(f"claim:{n}")
        assert (await _answer(post, 1, "Which day?"))[0] == {_ANN, _BOSS}
        older = post.server.sent[-1]
        await olga.writes("/merge 1 into 2")
        await post.settle()
        await post.pass_time(days=40)
        await post.writes(ANN, "Between us: I was suspended", answers=older)
        assert await _tickets(post) == 2, "a mail of the merged request is one of both"
        assert (await _answer(post, 2, "I am sorry to hear of the suspension"))[0] == {_ANN}


async def test_a_blind_copy_is_seen_by_nobody_who_is_not_on_the_team(database: Database) -> None:
    """Not by the others, whoever they are, if the requester is told in Telegram; nor by her, when it is answered."""
    blind = ["spy@x.example", "sly@x.example"]
    async with posted(database, web__url=SITE) as post:
        rita, olga = post.stage.rita, post.stage.olga
        await _rich(post, rita)
        for copies in ("", _BOB):
            await post.writes(RITA, "My till is broken", Cc=copies)
            number = await _number(post)
            await olga.presses(f"claim:{number}")
            async with post.stage.database.unit_of_work() as session:
                actor = await find_by_telegram(session, olga.id)
                desk = Desk(session, Origin.TELEGRAM, actor, now=post.stage.clock(), rules=post.stage.settings)
                for one in blind:
                    await participants.set_copy(desk, number, one, participants.Copy.BLIND)
            heard, _ = await _answer(post, number, f"Which till, {copies}?")
            assert heard == {*blind, copies} - {""}
            sent = post.server.sent[-1]
            assert (sent["To"], sent["Cc"]) == (copies or ADDRESS, None)
            assert "x.example" not in sent.as_string()
            post.server.replies["rcpt"] = ["451 later"] * 3
            await answers(olga, number, f"The red one, {copies}?")
            await post.settle()
            before = len(post.server.recipients)
            for _ in range(4):
                await post.pass_time(minutes=10)
            again = post.take_sent()
            assert again and not [one for one in again if "x.example" in one.as_string()], "also when tried again"
            assert set(post.server.recipients[before:]) >= set(blind)
        await post.writes("Spy <spy@x.example>", "She lies", answers=sent)
        await rita.writes(f"/ticket {number}")
        assert not [one for one in await rita.texts() if "x.example" in one or "She lies" in one]
        note = await row(post.stage, "select kind, author_name from entries where body = 'She lies'")
        assert (note.kind, "spy@x.example" in note.author_name) == ("note", True)
        assert "She lies" in await olga.reads()


async def test_each_address_is_refused_for_itself(database: Database) -> None:
    """Who is refused for now gets the mail later, alone; who is refused for ever is named; the others have it."""
    async with posted(database) as post:
        olga = post.stage.olga
        await post.writes(ANN, "The till is broken", Cc=f"{_BOB}, cid@acme.example, dan@acme.example")
        number = await _number(post)
        await olga.presses(f"claim:{number}")
        post.server.replies["rcpt"] = ["250 ok", "550 no such user", "451 later"]
        assert (await _answer(post, number, "Which till?"))[0] == {"dan@acme.example"}, "and Ann"
        assert text_of("card-participant", name=_BOB, foreign=0, state="bounced") in words(
            await olga.containing("Also told")
        )
        post.take_sent()
        await post.pass_time(minutes=6)
        later = post.take_one()
        assert (later["To"], later["Cc"]) == ("cid@acme.example", None)
        assert "Which till?" in text_in(later)
        post.server.replies["rcpt"] = ["550 no such user"]
        assert (await _answer(post, number, "Still there?"))[0] == {"cid@acme.example", "dan@acme.example"}
        assert [one for one in await olga.texts() if "could not be delivered" in one], "the requester has it not"
        post.server.replies["rcpt"] = ["550 no such user"] * 3
        before = len(post.server.sent)
        await answers(olga, number, "Which till is it?")
        await post.settle()
        assert len(post.server.sent) == before
        assert text_of("card-participant", name="dan@acme.example", foreign=0, state="bounced") in words(
            await olga.containing("Also")
        )


@dataclass
class _Model:
    """Who may have heard which word, as the table says."""

    post: Post
    random: Random
    numbers: dict[str, int] = field(default_factory=dict)
    copies: dict[str, str] = field(default_factory=dict)
    may: dict[str, set[str]] = field(default_factory=dict)
    off: set[str] = field(default_factory=set)
    last: dict[str, EmailMessage] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    n: int = 0

    def word(self, *hearers: str) -> str:
        """Return a new word that only these may hear; the team hears everything."""
        self.n += 1
        self.may[f"word{self.n:03}"] = set(hearers)
        return f"word{self.n:03}"

    def say(self) -> str:
        """Return a word of Rita's own, which she may read again on a card."""
        self.own.add(self.word("Rita"))
        return f"word{self.n:03}"

    async def begin(self) -> None:
        """Ann has two requests with somebody else in copy of each, Rita has one in Telegram."""
        for copied in (_BOB, "cid@acme.example"):
            await self.post.writes(ANN, f"{self.word()} is broken", subject=copied[:3], Cc=copied)
            number = await _number(self.post)
            self.numbers[copied], self.copies[copied] = number, copied
        await self.post.stage.rita.writes(f"{self.say()} is broken")
        await self.post.stage.pass_time(minutes=3)
        self.numbers["Rita"] = await _number(self.post)
        await self.share()
        for of in self.numbers:
            await self.post.stage.olga.presses(f"claim:{self.numbers[of]}")
            await self.answer(of)

    async def share(self) -> None:
        """Rita gives Max a link to hers."""
        stage = self.post.stage
        top = await stage.phone("Max")
        async with stage.database.unit_of_work() as session:
            rita = await find_by_telegram(session, stage.rita.id)
            desk = Desk(session, Origin.TELEGRAM, rita, now=stage.clock(), rules=stage.settings)
            payload = await participants.share(desk, self.numbers["Rita"])
        await top.writes(f"/start {payload}")
        self.copies["Rita"] = "Max"
        for said in self.own:  # the subject, which names what was shared
            self.may[said].add("Max")

    async def answer(self, of: str) -> None:
        """Olga answers."""
        heard = (
            {"Rita", *([self.copies[of]] if of in self.copies else [])}
            if of == "Rita"
            else {_ANN}
            if of in self.off
            else {_ANN, of}
        )
        await answers(self.post.stage.olga, self.numbers[of], f"Take {self.word(*heard)}")
        await self.post.settle()
        if of != "Rita":
            self.last[of] = self.post.server.sent[-1]

    async def note(self, of: str) -> None:
        """Olga writes a note."""
        await self.post.stage.olga.writes(f"/note {self.numbers[of]} {self.word()}")

    async def write(self, of: str) -> None:
        """Somebody writes: Ann, who is in copy of it, who is in copy of another one, or a stranger."""
        if of == "Rita":
            await self.post.stage.rita.writes(f"And {self.say()}")
            return
        sender = self.random.choice([_ANN, _BOB, "cid@acme.example", "eve@evil.example"])
        await self.post.writes(sender, f"And {self.word()}", answers=self.last[of])

    async def switch(self, of: str) -> None:
        """Olga presses, or who is in copy stops."""
        if of == "Rita":
            if self.copies.pop(of, None) is not None:
                async with self.post.stage.database.unit_of_work() as session:
                    top = await find_by_telegram(session, self.post.stage.people["Max"].id)
                    now, rules = self.post.stage.clock(), self.post.stage.settings
                    await participants.leave(
                        Desk(session, Origin.TELEGRAM, top, now=now, rules=rules), self.numbers[of]
                    )
            return
        if self.random.random() < 0.3:
            await self.post.writes(of, "stop", answers=self.last[of])
            self.off.add(of)
            self.copies.pop(of, None)
            return
        verb, on = (participants.send_copies, True) if of in self.off else (participants.send_no_copies, False)
        if of in self.copies:
            async with self.post.stage.database.unit_of_work() as session:
                olga = (await session.scalars(select(Person).where(Person.name == "Olga"))).one()
                desk = Desk(session, Origin.PANEL, olga, now=self.post.stage.clock(), rules=self.post.stage.settings)
                await verb(desk, self.numbers[of])
            (self.off.discard if on else self.off.add)(of)


@pytest.mark.parametrize("seed", range(2))
async def test_nobody_hears_a_word_that_the_table_does_not_give_them(database: Database, seed: int) -> None:
    """Five people besides the team, by mail and in Telegram, in a random history of words, notes, presses and stops."""
    async with posted(database) as post:
        model = _Model(post, Random(seed))
        await model.begin()
        for _ in range(12):
            act = model.random.choice([model.answer, model.answer, model.note, model.write, model.switch])
            await act(model.random.choice([_BOB, "cid@acme.example", "Rita"]))
        await post.settle()
        heard = {one: " ".join(await post.stage.people[one].texts()) for one in ("Rita", "Max")}
        for mail in post.server.sent:
            for one in ", ".join(filter(None, (mail["To"], mail["Cc"]))).split(", "):
                heard[one] = f"{heard.get(one, '')} {mail['Subject']} {text_in(mail)}"
        too_much = {(who, word) for who, said in heard.items() for word in model.may if word in said}
        assert {(who, word) for who, word in too_much if who not in model.may[word]} == set()
        reached = {(who, word) for word, whom in model.may.items() for who in whom}
        assert {one for one in reached - too_much if one[1] not in model.own} == set(), "and they hear what it gives"
