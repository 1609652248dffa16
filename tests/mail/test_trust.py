"""From is a claim: what only a proven mail reaches, and what the page of one request opens."""

import re
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from db.database import Database
from db.models import ClientRole
from desk.integrations import own_systems
from desk.organizations import organization_verbs
from desk.organizations.record_fields import ContactValues
from desk.rule_specs import Action, ActionKind, RuleTrigger
from mail.reading import read_mail
from mail.receipts import MOST_RECEIPTS
from mail.subject_marks import strip_prefixes
from tests.flows.acts import answers
from tests.flows.api.client import joins
from tests.flows.clients import as_vera, joined, with_organization
from tests.flows.panel.browser import browser_at, panel_of
from tests.flows.paying import CARDS
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.test_rules import ruled
from tests.mail.post import ADDRESS, SITE, Post, posted, text_in
from tests.mail.test_by_mail import KIM, _comments, _number, _status, _tickets
from tests.texts import text_of

RITA = "Rita <rita@acme.example>"
EVIL = "spf=pass smtp.mailfrom=m@evil.example; dkim=pass header.d=evil.example"
_CARD = "4111 1111 1111 1111"
_TRUE = "dmarc=pass header.from=acme.example"
VERDICTS = {
    "dmarc=pass header.from=acme.example": True,
    "dmarc=none header.from=acme.example; dkim=pass header.d=acme.example": True,
    "spf=pass smtp.mailfrom=bounce@mail.acme.example": None,
    "spf=pass smtp.mailfrom=rita@acme.example": True,
    "dmarc=fail header.from=acme.example; spf=fail": False,
    f"{EVIL}; dmarc=none header.from=acme.example": None,
    "spf=fail smtp.mailfrom=acme.example; dkim=pass header.d=evil.example": None,
    "spf=softfail smtp.mailfrom=acme.example": None,
    "spf=neutral smtp.mailfrom=acme.example": None,
    "dmarc=temperror header.from=acme.example": None,
    "spf=temperror smtp.mailfrom=acme.example; dkim=permerror header.d=acme.example": None,
    "spf=none; dkim=none; dmarc=none": None,
    "dkim=pass header.d=evil.example header.b=header.from=acme.example": None,
    "spf=pass smtp.mailfrom=header.d=acme.example@evil.example": None,
    "spf=pass smtp.helo=acme.example smtp.mailfrom=m@evil.example": None,
    "dkim=pass header.i=@evil.example; spf=pass smtp.mailfrom=acme.example.evil.example": None,
    f'spf=pass smtp.mailfrom="a\\"; {_TRUE}; \\"b"@evil.example; dmarc=fail header.from=acme.example': False,
    f"spf=pass (a (b) ; {_TRUE}; c) smtp.mailfrom=m@evil.example; dmarc=fail header.from=acme.example": False,
    f'spf=pass (domain of "a); {_TRUE}; (b"@evil.example) smtp.mailfrom=m@evil.example; dmarc=fail': False,
    f"spf=pass (x\\) ; {_TRUE}; ) smtp.mailfrom=m@evil.example; dmarc=fail header.from=acme.example": False,
    f"spf=pass ({'a' * 600}; {_TRUE}) smtp.mailfrom=m@evil.example": None,
    f'spf=pass smtp.mailfrom="{"a" * 600}; {_TRUE};"@evil.example': None,
    f"spf=pass smtp.mailfrom=acme.example+{'a' * 200}@evil.example": None,
    f"spf=pass smtp.mailfrom=m@evil.example {_TRUE}": None,
    f"{_TRUE}; dmarc=fail header.from=acme.example": False,
    f"spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=evil.example; {_TRUE};compauth=pass reason=100": True,
    'dkim=pass reason="Original-From: \\"x\\"" header.d=acme.example': True,
    'spf=pass smtp.mailfrom="rita k"@acme.example': True,
}
"""By what the own server writes, of which half is the sender's: lemma-platform#509, MimeKit#592, dkim_verifier#466."""


@pytest.mark.parametrize("said", VERDICTS)
def test_only_a_true_verdict_proves(said: str) -> None:
    raw = f"From: {RITA}\r\nAuthentication-Results: mx.desk.example; {said}\r\n\r\nHi\r\n".encode()
    mail = read_mail(raw, None, "mx.desk.example")
    assert (mail.verified, mail.is_checked) == (VERDICTS[said], True)


@pytest.mark.parametrize(
    "header", ["", "Authentication-Results: other.example; dmarc=pass header.from=acme.example\r\n"]
)
def test_without_a_word_of_the_own_server_nothing_is_proved(header: str) -> None:
    mail = read_mail(f"From: {RITA}\r\n{header}\r\nHi\r\n".encode(), None, "mx.desk.example")
    assert (mail.verified, mail.is_checked) == (None, False)


async def test_a_form_that_mails_from_the_own_address_proves_nobody(database: Database) -> None:
    """The own domain is true; who the visitor says to be is typed into the form (handesk#295, faveo-helpdesk#72)."""
    async with posted(database) as post:
        await post.writes(f"Site <{ADDRESS}>", "I am Rita", subject="Contact", Reply_To="rita@acme.example")
        shown = words(await post.stage.olga.containing("I am Rita"))
        assert text_of("mail-unproven") in shown
        named = await row(post.stage, "select external_id from external_people")
        assert own_systems.read_sender(named.external_id) == ("rita@acme.example", False)
        assert post.take_one()["To"] == "rita@acme.example"


async def test_a_proven_address_of_a_contact_is_that_contact(database: Database) -> None:
    async with posted(database, organizations__enabled=True) as post:
        rita = post.stage.rita
        acme = await with_organization(post.stage)
        await joined(post.stage, rita, acme, ClientRole.DIRECTOR)
        async with as_vera(post.stage) as desk:
            contact = ContactValues("Kim Lee", position="director", email="Kim@Client.example")
            await organization_verbs.create_contact(desk, acme, contact)
            await organization_verbs.create_contact(desk, acme, ContactValues("Ivan", email="Ivan@Почта.рф"))
        await post.writes(KIM, "Not me", Authentication_Results="")
        await post.writes(KIM, "The lamp is broken")
        async with post.stage.database.reading() as session:
            filed = await session.execute(text("select organization_id from tickets order by id"))
            assert filed.scalars().all() == [None, acme]
        said = (
            "select array_agg(x.external_id) as whose, min(m.role) as role, count(m.confirmed_at) as confirmed "
            "from memberships m join external_people x on x.person_id = m.person_id where m.contact_id is not null"
        )
        made = await row(post.stage, said)
        assert (made.whose, made.confirmed) == (["kim@client.example"], 1)
        assert made.role == "user", "a mail makes nobody a director"
        assert "Kim Lee" in words(await rita.containing("Acme"))
        await post.writes("ivan@xn--80a1acny.xn--p1ai", "The roof leaks")
        last = await row(post.stage, "select organization_id from tickets order by id desc limit 1")
        assert last.organization_id == acme, "people write a domain in its own letters"


@dataclass(frozen=True)
class _Reach:
    """What a mail in Rita's name reaches: her organization, its balance, a receipt, her request, and her block."""

    organization: bool
    balance: bool
    receipt: bool
    comment: bool
    block: bool


@pytest.mark.parametrize(
    ("said", "reaches"),
    [
        ("mx.desk.example; dmarc=pass header.from=acme.example", _Reach(True, True, False, True, True)),
        ("mx.desk.example; dmarc=fail header.from=acme.example", _Reach(False, False, False, False, False)),
        (f"mx.desk.example; {EVIL}; dmarc=none", _Reach(False, False, False, False, False)),
        ("", _Reach(False, False, True, False, False)),
    ],
)
async def test_a_claim_reaches_nothing_of_the_real_one(database: Database, said: str, reaches: _Reach) -> None:
    async with posted(database, organizations__enabled=True, **CARDS) as post:
        rita, olga = post.stage.rita, post.stage.olga
        acme = await _rich(post, rita)
        await post.writes(RITA, "My own till is broken", subject="Till")
        await post.stage.settle()
        first = await _number(post)
        ref = (await row(post.stage, "select external_ref from tickets")).external_ref
        post.take_sent()
        await post.writes(RITA, "FORGED words", subject="More", In_Reply_To=f"<{ref}>", Authentication_Results=said)
        is_comment = "FORGED words" in await _comments(post) and await _tickets(post) == 1
        await post.writes(RITA, "Please send ten tills to Mallory street", subject="Order", Authentication_Results=said)
        receipt = bool(post.take_sent())
        number = await _number(post)
        assert number != first
        shown = words(await olga.containing("Mallory street"))
        assert "Acme" in shown, "staff read for whom it says to be"
        assert (text_of("mail-label-doubt") in shown) is not reaches.balance
        await olga.presses(f"claim:{number}")
        await olga.writes(f"/price {number} 4000")
        filed = await row(post.stage, "select organization_id from tickets where number = :n", n=number)
        balance = await row(
            post.stage, "select sum(amount) as n from ledger_entries where organization_id = :a", a=acme
        )
        await olga.writes(f"/block {number}")
        told = await olga.reads()
        assert "Rita" in told, told
        spent, is_blocked = balance.n == 600000, "Rita K." in told  # as Telegram names her
        reached = _Reach(filed.organization_id == acme, spent, receipt, is_comment, is_blocked)
        assert reached == reaches


async def _rich(post: Post, rita: Phone) -> int:
    """Rita has come from mail to Telegram, and directs Acme, which has paid in advance."""
    acme = await with_organization(post.stage)
    await joined(post.stage, rita, acme, ClientRole.DIRECTOR)
    async with post.stage.database.unit_of_work() as session:
        system = await own_systems.get_or_create_system(session, own_systems.MAIL, post.stage.clock())
        await session.execute(
            text(
                "insert into external_people (system_id, external_id, person_id, made_at, joined_at)"
                " select :system, 'rita@acme.example', id, now(), now() from people where telegram_id = :id"
            ),
            {"system": system.id, "id": rita.id},
        )
        await session.execute(
            text(
                "insert into ledger_entries (organization_id, kind, amount, currency, reason, origin, at)"
                " select id, 'correction', 1000000, 'RUB', '', 'panel', now() from organizations"
            )
        )
    return acme


async def test_receipts_to_addresses_that_nobody_proved_say_little_and_are_few(database: Database) -> None:
    async with posted(database, web__url=SITE) as post:
        for n in range(MOST_RECEIPTS + 3):
            await post.writes_unread(
                f"v{n}@bank.example", "Buy at https://evil.example", subject="Pay now", Authentication_Results=""
            )
        await post.settle()
        sent = post.take_sent()
        assert len(sent) == MOST_RECEIPTS
        assert {one["Subject"] for one in sent} == {
            text_of("mail-form-subject", number=n) for n in range(1, MOST_RECEIPTS + 1)
        }
        assert not any(part in text_in(one) for one in sent for part in (SITE, "Pay now", "evil.example"))


async def test_an_answer_from_an_address_makes_it_known(database: Database) -> None:
    """A desk without a server to believe: people are answered there as ever, once they have answered."""
    async with posted(database, web__url=SITE) as post:
        olga = post.stage.olga
        await post.writes(KIM, "The lamp is broken", subject="Lamp", Authentication_Results="")
        number = await _number(post)
        post.take_sent()
        await olga.presses(f"claim:{number}")
        await answers(olga, number, "Which lamp?")
        await post.settle()
        asked = post.take_sent()[-1]
        assert SITE not in text_in(asked)
        await post.writes(KIM, "The one in the hall", answers=asked, Authentication_Results="")
        assert await _tickets(post) == 1
        await answers(olga, number, "It is changed")
        await post.settle()
        told = post.take_sent()[-1]
        assert f"{SITE}/ask/" in text_in(told)
        assert told["Subject"] == asked["Subject"] == text_of("mail-form-subject", number=number), "one conversation"
        doubted = f"mx.desk.example; {EVIL}; dmarc=none"
        await post.writes(KIM, "Yes, close it", answers=told, Authentication_Results=doubted)
        assert await _tickets(post) == 2
        assert await _status(post, number) == "in_progress"


async def test_the_page_of_one_request_opens_no_other(database: Database) -> None:
    async with posted(database, web__url=SITE) as post, panel_of(post.stage) as port, browser_at(port) as visitor:
        rita, olga = post.stage.rita, post.stage.olga
        await post.writes(KIM, "My salary statement is wrong: SECRETWORD", subject="Private")
        await post.pass_time(hours=2)
        await post.writes(KIM, "Where is the printer manual?", subject="Manual")
        await olga.presses("claim:2")
        await answers(olga, 2, "On the shelf")
        await post.settle()
        page = _page_in(post.take_sent()[-1])
        await visitor.opens(page)
        await visitor.sends(f"{page}/telegram")
        await visitor.sends(f"{page}/telegram")
        assert "start=" not in visitor.page, "who has the page is not who has the address"
        assert "SECRETWORD" not in visitor.page
        assert text_of("webform-telegram-mailed", address="k…m@client.example") in visitor.text
        await post.settle()
        asked = post.take_one()
        assert asked["To"] == "kim@client.example"
        (payload,) = re.findall(r"start=(w_[\w-]+)", text_in(asked))
        await joins(rita, {"payload": payload})
        await post.settle()
        told = post.take_one()
        assert told["To"] == "kim@client.example"
        assert "Rita K." in text_in(told)
        await visitor.opens(page)
        assert visitor.status == 404, "joining ends the pages"
        (undo,) = re.findall(re.escape(SITE) + r"(/ask/undo/[\w-]{40})", text_in(told).replace("=\n", ""))
        await visitor.opens(undo)
        assert (visitor.status, "Rita K." in visitor.text) == (200, True)
        await visitor.opens(undo[:-1] + ("A" if undo[-1] != "A" else "B"))
        assert visitor.status == 404
        await visitor.sends(undo)
        assert text_of("webform-undo-done") in visitor.text, (visitor.status, visitor.page)
        await post.settle()
        await rita.writes("/ticket 1")
        assert "SECRETWORD" not in await rita.reads()
        await olga.presses("claim:1")
        await answers(olga, 1, "Your salary is 12345")
        await post.settle()
        assert "12345" in text_in(post.take_sent()[-1])
        await visitor.opens(undo)
        assert visitor.status == 404


async def test_pages_and_marks_end_thirty_days_after_the_request(database: Database) -> None:
    async with posted(database, web__url=SITE) as post, panel_of(post.stage) as port, browser_at(port) as visitor:
        await post.writes(KIM, "The lamp is broken")
        mail = post.take_one()
        page = _page_in(mail)
        await post.stage.olga.presses("claim:1")
        await visitor.opens(page)
        await post.stage.olga.presses("resolve:1")
        assert await visitor.sends(f"{page}/confirm") == page
        await post.pass_time(days=29)
        await visitor.opens(page)
        assert visitor.status == 200
        await post.pass_time(days=2)
        await visitor.opens(page)
        assert visitor.status == 404
        await post.writes(KIM, "It is dark again", answers=mail)
        assert await _tickets(post) == 2
        assert await _status(post, 1) == "closed"


CALLS: list[tuple[str, str, dict[str, str], bool]] = [
    ("Hello", "Good morning", {}, True),
    ("Urgent", "Please help, it is urgent!!!", {}, False),
    ("Hello", "Good morning", {"Authentication_Results": "mx.desk.example; dmarc=fail"}, False),
]
"""By subject, words and header, whether the alert waits, as its sender is asked what it is about."""


async def test_an_alert_waits_only_for_a_question_that_leaves(database: Database) -> None:
    async with posted(database) as post:
        olga = post.stage.olga
        for n, (subject, said, headers, waits) in enumerate(CALLS):
            before = len(await olga.texts())
            await post.writes(f"u{n}@client.example", said, subject=subject, **headers)
            assert (len(await olga.texts()) == before) is waits, (subject, headers)
            assert bool([one for one in post.take_sent() if text_of("mail-receipt-hello", number=n + 1) in text_in(one)]
                        ) is waits  # fmt: skip
        await post.writes("u0@client.example", "Hello again", subject="Hi")
        assert "Hello again" in (await olga.texts())[-1], "no second question within the hour, so the team is told"


def _page_in(mail: object) -> str:
    found = re.search(re.escape(SITE) + r"(/ask/[\w-]{32})", text_in(mail))  # type: ignore[arg-type]
    assert found is not None
    return found[1]


async def test_a_guess_opens_a_request_without_a_receipt_and_says_so(database: Database) -> None:
    async with posted(database) as post:
        olga = post.stage.olga
        mark = text_of("mail-automatic")
        for n, (sender, subject, headers) in enumerate(GUESSES, 1):
            await post.writes(sender, f"Please help with case{n}", subject=subject, **headers)
            assert await _tickets(post) == n, subject
            is_nobodys = sender in (ADDRESS, "k@shop.example, l@shop.example")
            assert any(f"case{n}" in one for one in await olga.texts()) is is_nobodys, "a machine rings nobody"
            await olga.writes(f"/ticket {n}")
            assert mark in await olga.reads(), subject
            assert is_nobodys or await olga.message_with(f"block:{n}"), "and one press ends it"
        assert post.take_sent() == []
        number = await _number(post)  # of nobody: it came from the desk's own address
        await olga.presses(f"claim:{number}")
        await answers(olga, number, "Please write to us from your own address.")
        await post.settle()
        assert post.take_sent() == []
        assert await olga.reads() == text_of("answer-bounced", number=number, name=text_of("mail-nobody"))


GUESSES: list[tuple[str, str, dict[str, str]]] = [
    ("a@shop.example", "Order", {"List_Unsubscribe": "<https://shop.example/u>"}),
    ("b@shop.example", "Order", {"Feedback_ID": "1:crm"}),
    ("c@shop.example", "Order", {"Precedence": "bulk"}),
    ("d@shop.example", "Order", {"List_ID": "<news.shop.example>"}),
    ("e@shop.example", "В отпуске - прошу помочь с доступом", {}),
    ("f@shop.example", "Out of office - how to set it up?", {}),
    ("g@shop.example", "Автоответ: как отключить", {}),
    ("postmaster@shop.example", "Delivery problem with our parcel", {}),
    ("bounce+1@shop.example", "Order", {}),
    ("h@shop.example", "Order", {"Return_Path": "<>"}),
    ("i@shop.example", "Order", {"X_Cron_Env": "<HOME=/root>"}),
    ("k@shop.example, l@shop.example", "Order", {}),
    (ADDRESS, "Order", {}),
]


async def test_what_only_looks_like_a_mark_gets_its_receipt(database: Database) -> None:
    async with posted(database) as post:
        group = {"List_ID": "<support.desk.example>", "Precedence": "list", "Mailing_list": "list support"}
        for n, headers in enumerate(
            [group, {"Auto_Submitted": "no (by a person)"}, {"X_Autorespond": " "}, {"Auto_Submitted": "no"}], 1
        ):
            await post.writes(f"u{n}@client.example", "Please help me with it", **headers)
            assert len(post.take_sent()) == 1, headers


async def test_sure_machines_are_listed_and_taken_by_a_press(database: Database) -> None:
    async with posted(database) as post:
        vera, olga = post.stage.vera, post.stage.olga
        await post.writes(KIM, "I am away until Monday", subject=f"Away {_CARD}", Auto_Submitted="auto-replied")
        assert await _tickets(post) == 0
        assert post.take_sent() == []
        await vera.writes("/failed")
        shown = await vera.last()
        for part in ("kim@client.example", "Away"):
            assert part in words(shown)
        assert _CARD not in words(shown)
        job = (await row(post.stage, "select id from jobs where state = 'buried'")).id
        await vera.presses(f"retry:{job}")
        await post.settle()
        assert await _tickets(post) == 1
        await olga.containing("I am away until Monday")
        assert post.take_sent() == []


async def test_a_mail_that_is_kept_is_known_to_be_of_whom_it_names(database: Database) -> None:
    """So that it is erased with them: the form mails from the desk's own address."""
    async with posted(database) as post:
        form = {"Reply_To": KIM}
        await post.writes(ADDRESS, "My order is late", **form)
        await post.writes(ADDRESS, "I am away until Monday", subject="Away", Auto_Submitted="auto-replied", **form)
        kept = await row(post.stage, "select person_id from jobs where state = 'buried'")
        assert kept == await row(post.stage, "select requester_id from tickets")


async def test_answers_go_where_the_sender_wants_them(database: Database) -> None:
    async with posted(database) as post:
        olga = post.stage.olga
        await post.writes(
            "noreply@shop.example", "My order is late", subject="Re: Fwd: AW: Order [#7]",
            Reply_To="Rita <rita@client.example>", Cc="boss@client.example, Ann <ann@client.example>",
        )  # fmt: skip
        card = words(await olga.containing("My order is late"))
        for shown in ("rita@client.example", "boss@client.example, ann@client.example"):
            assert shown in card
        assert post.take_sent() == [], "the shop is proven, Rita is not"
        await olga.presses("claim:1")
        await answers(olga, 1, "It comes today")
        await post.settle()
        (answer,) = post.take_sent()
        assert (answer["To"], answer["Subject"]) == ("rita@client.example", text_of("mail-form-subject", number=1))
        await post.writes("rita@client.example", "It is number 5", answers=answer)
        assert await _tickets(post) == 1
        await post.writes("noreply@shop.example", "And mine", answers=answer)
        await post.writes("noreply@shop.example", "Where is it?", subject="Your account is locked", Reply_To=KIM)
        assert KIM not in [one["To"] for one in post.take_sent()], "who was answered once may not have Kim written to"


async def test_an_address_that_is_claimed_is_erased_person_by_person(database: Database) -> None:
    async with posted(database) as post:
        vera = post.stage.vera
        await post.writes(KIM, "The lamp is broken")
        await post.writes(KIM, "My passport is 4509 123456", Authentication_Results="")
        address = KIM.rpartition("<")[2].strip(">")
        await vera.writes(f"/erase {address.upper()}")
        chosen = await vera.last()
        wheres = [text_of("erase-where", kind=kind, owners="", address=address) for kind in ("mail", "claimed")]
        assert [where in words(chosen) for where in wheres] == [True, True]
        first, second = [data for data in buttons(chosen) if data.startswith("erasewhom:")]
        await vera.presses(first)
        asked = await vera.last()
        assert text_of("erase-same", address=address) in words(asked)
        assert wheres[1] in words(asked)
        await vera.presses(next(data for data in buttons(asked) if data.startswith("erase:") and data.endswith(":1")))
        assert second in await vera.buttons(), "and the other after it"
        await vera.presses(second)
        await vera.presses(next(data for data in await vera.buttons() if data.endswith(":1")))
        await post.pass_time(minutes=5)
        assert await row(post.stage, "select 1 from external_people where external_id like '%@%'") is None


async def test_a_reply_to_ones_own_mail_joins_its_request(database: Database) -> None:
    async with posted(database) as post:
        raw = await post.writes(KIM, "The lamp is broken", subject="Lamp")
        (ref,) = re.findall(rb"Message-ID: (<\S+>)", raw)
        await post.writes(KIM, "I forgot: in the hall", subject="Re: Lamp", In_Reply_To=ref.decode())
        assert await _tickets(post) == 1
        await post.writes("eve@evil.example", "Me too", subject="Re: Lamp", In_Reply_To=ref.decode())
        assert await _tickets(post) == 2


@pytest.mark.parametrize(
    ("given", "bare"),
    [
        ("Re: Lamp", "Lamp"),
        ("RE: Fwd: Re[2]: AW: Lamp [#12]", "Lamp"),
        ("Отв: Пересл: Лампа", "Лампа"),
        ("回复：灯", "灯"),
        ("Re:", "Re:"),
        ("Return: Lamp", "Return: Lamp"),
        ("I: am a lamp", "I: am a lamp"),
        ("Ref: Re: x", "Ref: Re: x"),
        ("Error [#x] in [3]", "Error [#x] in [3]"),
    ],
)
def test_a_subject_loses_prefixes_and_marks_and_nothing_else(given: str, bare: str) -> None:
    assert strip_prefixes(given) == bare


async def _answers_by_rule(post: Post) -> None:
    vera = post.stage.vera
    await vera.writes("/replies")
    await vera.presses("adnew:replies:desk:")
    await vera.writes("hello We read it soon", reply_to=await vera.last_id())
    await ruled(post.stage, "Hello", RuleTrigger.FILED, Action(ActionKind.CANNED, 1))


async def test_an_answer_of_a_rule_proves_no_address(database: Database) -> None:
    """Whoever writes again after it has read nothing: it went to nobody, as a person must answer first."""
    async with posted(database) as post:
        olga = post.stage.olga
        await _answers_by_rule(post)
        named = {"Reply_To": "kim@client.example"}
        await post.writes(RITA, "Your account is locked", message_id="<1@x>", **named)
        await post.pass_time(seconds=5)
        assert await row(post.stage, "select count(*) as n from entries where kind = 'reply'") == (1,)
        assert post.take_sent() == []
        await post.writes(RITA, "Click here", In_Reply_To="<1@x>", **named)
        assert await _tickets(post) == 1
        await olga.writes("/take 1")
        await olga.presses("resolve:1")
        await post.pass_time(seconds=61)
        assert post.take_sent() == []


@pytest.mark.parametrize("answers_first", [False, True], ids=["a rule", "a person"])
async def test_only_the_answer_of_a_person_stands_in_for_the_line_that_one_is_wanted(
    database: Database, answers_first: bool
) -> None:
    async with posted(database) as post:
        olga = post.stage.olga
        await _answers_by_rule(post)
        await post.writes(RITA, "The lamp is broken")
        await olga.writes("/take 1")
        if answers_first:
            await answers(olga, 1, "Which lamp is it?")
        await olga.writes("/pending 1")
        await post.pass_time(seconds=61)
        wanted = ["is waiting for your answer" in text_in(one) for one in post.take_sent()]
        assert any(wanted) is not answers_first, wanted
