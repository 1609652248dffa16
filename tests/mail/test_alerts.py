"""Critical and escalated requests wake staff by e-mail, where they want it, as SMS and calls do."""

import re
from email.message import EmailMessage

from db.database import Database
from desk.notifications.to_phone import MOST_OF_PERSON
from tests.flows.acts import dismissed, files, new_messages
from tests.flows.phone import Phone, words
from tests.mail.post import ADDRESS, SITE, Post, posted, text_in
from tests.mail.test_by_mail import _tickets
from tests.sql import scalar
from tests.texts import IN_BOTH, piece_of, text_of

OLGA = "olga@client.example"
SECRET_WORDS = "My card 4111 1111 1111 1111 was charged twice"
KEPT = "select count(*) from people where switches::text like '%olga@%'"


async def _chooses(post: Post, phone: Phone, address: str = OLGA) -> None:
    await phone.writes("/notifications")
    await phone.presses("phoneway:email")
    await phone.writes(address)
    await post.send()
    await phone.writes(f"/start {_code_in(post.take_one())}")
    await post.pass_time(minutes=4)


def _code_in(mail: EmailMessage) -> str:
    """Return what the link of a mail starts the bot with."""
    (found,) = re.findall(r"https://t\.me/\w+\?start=(\S+)", text_in(mail))
    return str(found)


async def _critical(post: Post, said: str = SECRET_WORDS) -> int:
    number = await files(post.stage.rita, said)
    await post.stage.vera.writes(f"/priority {number} 1")
    return number


@IN_BOTH
async def test_a_critical_request_that_nobody_takes_is_mailed_and_taking_it_ends_that(
    database: Database, language: str
) -> None:
    async with posted(database, language=language, locale=language, mailbox=(ADDRESS,), web__url=SITE) as post:
        olga, vera = post.stage.olga, post.stage.vera
        await olga.writes("/notifications")
        assert "phoneway:sms" not in str(await olga.buttons())
        await olga.presses("phoneway:email")
        assert await olga.reads() == text_of("alert-address-ask", language)
        assert await scalar(post.stage, KEPT) == 0
        await olga.writes("my mailbox")
        assert text_of("alert-address-wrong", language) in await olga.reads()
        before = await olga.received()
        await olga.writes(OLGA)
        told = [words(one) for one in await new_messages(olga, before)]
        assert text_of("alert-address-unproven", language, address=OLGA) in told[-1]
        assert text_of("phone-line", language, way="off", phone="") in told[-1]
        await post.send()
        asked = post.take_one()
        assert (asked["To"], asked["Auto-Submitted"]) == (OLGA, "auto-generated")
        assert asked["Subject"] == text_of("alert-address-proof", language)
        await olga.writes(f"/start {_code_in(asked)}")
        told = [words(one) for one in await new_messages(olga, before)]
        assert text_of("alert-address-set", language) in told
        assert text_of("phone-line", language, way="email", phone="o…@client.example") in told[-1]
        assert OLGA not in told[-1]
        await post.pass_time(minutes=4)
        number = await _critical(post)
        await post.send()
        assert post.take_sent() == [], "Telegram comes first"
        await post.pass_time(minutes=5.1)
        mail = post.take_one()
        said = text_of("phone-said", language, reason="critical", number=number, has_topic=0, topic="")
        assert mail["Subject"] == said
        assert said in text_in(mail)
        assert f"{SITE}/tickets/{number}" in text_in(mail)
        assert "4111" not in text_in(mail)
        await post.writes(OLGA, "I am on my way", answers=mail, to=ADDRESS)
        assert await _tickets(post) == 1, "replies are not read"
        await vera.writes(f"/claim {number}")
        await post.pass_time(minutes=30)
        assert post.take_sent() == []


async def test_an_address_gets_nothing_until_its_owner_has_opened_the_link(database: Database) -> None:
    async with posted(database, mailbox=(ADDRESS,)) as post:
        olga, vera = post.stage.olga, post.stage.vera
        await olga.writes("/notifications")
        await olga.presses("phoneway:email")
        await olga.writes("olag@client.example")
        await post.send()
        first = _code_in(post.take_one())
        await _critical(post)
        await post.pass_time(minutes=5.1)
        assert post.take_sent() == []
        await olga.writes("/notifications")
        await olga.presses("phoneway:email")
        await olga.writes(OLGA)
        await post.send()
        second = _code_in(post.take_one())
        for phone, code in ((olga, first), (vera, second), (olga, second[:-1] + "-")):
            await phone.writes(f"/start {code}")
            assert text_of("alert-address-stale") in await phone.reads()
        await post.pass_time(minutes=5.1)
        assert post.take_sent() == []
        await olga.writes(f"/start {second}")
        await post.pass_time(minutes=5.1)
        assert [one["To"] for one in post.take_sent()] == [OLGA]
        await olga.writes(f"/start {second}")
        assert text_of("alert-address-stale") in await olga.reads()


async def test_an_address_that_is_not_proven_can_be_taken_back_and_few_are_asked(database: Database) -> None:
    async with posted(database, mailbox=(ADDRESS,)) as post:
        olga = post.stage.olga
        for n in range(MOST_OF_PERSON):
            await olga.writes("/notifications")
            await olga.presses("phoneway:email")
            await olga.writes(f"olga{n}@client.example")
            post.stage.clock.on(seconds=5)
        await olga.writes("/notifications")
        await olga.presses("phoneway:email")
        await olga.writes(OLGA)
        assert text_of("alert-address-often") in await olga.reads()
        await olga.writes("/notifications")
        await olga.presses("phoneway:")
        assert await scalar(post.stage, "select count(*) from people where switches::text like '%olga%'") == 0
        await post.send()
        assert post.take_sent() == [], "nobody is asked any more"


async def test_one_address_is_asked_few_times_a_day_whoever_types_it(database: Database) -> None:
    async with posted(database, mailbox=(ADDRESS,)) as post:
        olga, vera = post.stage.olga, post.stage.vera
        for phone in (olga, vera, olga, vera):
            await phone.writes("/notifications")
            await phone.presses("phoneway:email")
            await phone.writes("victim@client.example")
            post.stage.clock.on(seconds=5)
        assert text_of("alert-address-often") in await vera.reads()
        await vera.writes(OLGA)
        assert text_of("alert-address-often") not in await vera.reads()


async def test_the_limits_are_those_of_sms_and_what_is_late_is_dropped(database: Database) -> None:
    async with posted(database, mailbox=(ADDRESS,)) as post:
        await _chooses(post, post.stage.olga)
        post.take_sent()
        await _critical(post)
        for _ in range(6):
            await post.pass_time(minutes=5.1)
        assert len(post.take_sent()) == 3
        post.server.is_away = True
        number = await _critical(post, "The till is on fire")
        await post.pass_time(minutes=5.1)
        post.server.is_away = False
        await post.stage.vera.writes(f"/claim {number}")
        await post.pass_time(hours=6)
        assert post.take_sent() == []


async def test_an_escalation_is_mailed_and_a_former_agent_hears_nothing(database: Database) -> None:
    async with posted(database, mailbox=(ADDRESS,)) as post:
        vera, olga = post.stage.vera, post.stage.olga
        await _chooses(post, vera, "vera@desk.example")
        await _chooses(post, olga)
        post.take_sent()
        number = await files(post.stage.rita, "The lift hangs")
        await olga.writes(f"/claim {number}")
        await olga.writes(f"/escalate {number} please help")
        await post.pass_time(minutes=5.1)
        assert [one["To"] for one in post.take_sent()] == ["vera@desk.example"]
        await _critical(post, "The gate hangs")
        await dismissed(post.stage, olga)
        assert await scalar(post.stage, KEPT) == 0
        await vera.writes("/notifications")
        await vera.presses("phoneway:")
        await post.pass_time(minutes=5.1)
        assert post.take_sent() == []


async def test_without_a_mailbox_no_word_of_it_appears(database: Database) -> None:
    async with posted(database) as post:
        olga = post.stage.olga
        await olga.writes("/notifications")
        assert "phoneway" not in str(await olga.buttons())
        assert piece_of("phone-line", way="off", phone="") not in await olga.reads()
