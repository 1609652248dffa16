"""A colleague forwards a client's mail: one press says whose it is, and gives away nothing of the colleague's."""

import pytest
from sqlalchemy import text

from db.database import Database
from desk import references
from desk.integrations import request_links
from desk.references import Purpose
from mail.forwarded import find_forwarded
from tests.flows.acts import answers
from tests.flows.paying import CARDS
from tests.flows.phone import words
from tests.flows.scenes import row
from tests.mail.post import SITE, Post, posted, text_in
from tests.mail.test_by_mail import _number, _tickets
from tests.mail.test_trust import RITA, _rich
from tests.texts import text_of

KIM, _KIM = "Kim <kim@client.example>", "kim@client.example"
_HEAD = (
    f"---------- Forwarded message ---------\nFrom: {KIM}\nDate: Mon\nSubject: Till\nTo: Rita <rita@acme.example>\n\n"
)
_SAID = "He never pays. Please look.\n\n" + _HEAD + "My till is broken"
FOUND = {
    (_HEAD + "Broken", False): (_KIM, 0),
    ("Look\n\n" + _HEAD + "Broken", False): (_KIM, 6),
    (f"Look\nFrom: {KIM}\nSent: Mon\nTo: x\n\nBroken", True): (_KIM, 5),
    (f"Смотри\n-------- Пересланное сообщение --------\nОт: Ким <{_KIM}>\nКому: x\n\nСломано", False): (_KIM, 7),
    (f"Look\nFrom: {KIM}\nSent: Mon\n\nBroken", False): None,
    (_HEAD + f"Broken\n\nFrom: Bob <bob@acme.example>\nTo: {_KIM}\n\nWhich?", False): None,
    (_HEAD + "Broken\n\nFrom: Rita <RITA@acme.example>\n\nWhich?", False): (_KIM, 0),
    (_HEAD.replace(KIM, '"ceo@bank.example" <kim@client.example>'), False): (_KIM, 0),
    (_HEAD.replace(KIM, "kim@client.example, eve@evil.example"), False): None,
    (_HEAD.replace(KIM, "Rita <rita@acme.example>"), False): None,
    (_HEAD + f"From: {KIM}\n" * 30, False): None,
    ("Fwd: From: nobody", True): None,
    ("From: us, between us\n\n" + _HEAD + "Broken", True): (_KIM, 22),
    ("Look\nFrom: Kim [mailto:kim@client.example]\nSent: Mon\n\nBroken", True): (_KIM, 5),
    ("Look\n*From:* kim@client.example\n*Sent:* Mon\n\nBroken", True): (_KIM, 5),
}
"""By what a mail says, and if its subject says that it is forwarded, whose mail is in it and where it begins."""


@pytest.mark.parametrize(("said", "is_forward"), FOUND)
def test_whose_mail_is_forwarded(said: str, is_forward: bool) -> None:
    found = find_forwarded(said, is_forward=is_forward, is_known=lambda one: one == "rita@acme.example")
    assert (None if found is None else (found.sender.address, found.start)) == FOUND[said, is_forward]


async def _forwards(post: Post, said: str = _SAID, **headers: str) -> int:
    await post.writes(RITA, said, subject="Fwd: Till", **headers)
    return await _number(post)


async def _presses(post: Post, number: int, theirs: int) -> None:
    olga = post.stage.olga
    await olga.writes(f"/ticket {number}")
    await olga.presses(f"whose:{number}:{theirs}", on=await olga.last_id(), force=True)
    await post.settle()


_FILED = """
select t.organization_id, t.named_organization_id, t.context::text as context, x.external_id, p.telegram_id,
  array(select e.kind || ' ' || e.author_name from entries e where e.ticket_id = t.id and e.kind <> 'remark'
    order by e.id) as said, (select count(*) from memberships m where m.person_id = p.id) as memberships
from tickets t join people p on p.id = t.requester_id join external_people x on x.id = t.external_person_id
where t.number = :n
"""


async def test_one_press_makes_it_the_clients_and_shows_them_nothing_of_the_colleagues(database: Database) -> None:
    async with posted(database, web__url=SITE, organizations__enabled=True) as post:
        olga = post.stage.olga
        number = await _forwards(
            post, Cc="bob@acme.example", Reply_To="evil@evil.example", message_id="<fwd@mail.example>"
        )
        await post.writes(RITA, "Do not tell him that I know", subject="Re: Till", In_Reply_To="<fwd@mail.example>")
        card = await olga.message_with(f"whose:{number}:1")
        assert f"{text_of('mail-label-forwarded')}: {_KIM}" in words(card)
        await olga.presses(f"claim:{number}")
        await olga.message_with(f"whose:{number}:0")
        post.take_sent()
        async with post.stage.database.reading() as session:
            ticket_id = await session.scalar(text("select id from tickets where number = :n"), {"n": number})
            page = await references.make_reference(session, Purpose.PAGE, ticket_id)
            assert await request_links.find_page(session, page) is not None
        await _presses(post, number, 1)
        filed = await row(post.stage, _FILED, n=number)
        assert (filed.external_id, filed.telegram_id, filed.memberships) == (f"claimed {_KIM}", None, 0)
        assert filed.said == ["note Rita", "comment Kim", "note Rita"]
        assert "evil" not in filed.context
        assert post.take_sent() == [], "nobody is written to for a press"
        async with post.stage.database.reading() as session:
            assert await request_links.find_page(session, page) is None, "Rita has that link"
        await answers(olga, number, "Which till?")
        await post.settle()
        assert post.server.recipients[-1] == _KIM
        said = post.take_one()
        assert (said["To"], said["Cc"], said["References"]) == (_KIM, None, None), "her mail has ids of hers"
        assert "Till" not in said["Subject"] + text_in(said).replace("Which till?", "")
        assert text_of("mail-forwarded-why", number=number, named=1, name="Rita") in text_in(said)
        await post.writes(KIM, "The one at the door", answers=said, Authentication_Results="")
        await answers(olga, number, "It is mended")
        await post.settle()
        last = post.take_one()
        assert (last["To"], f"{SITE}/ask/" in text_in(last)) == (_KIM, False)
        await post.writes(RITA, "And now?", answers=said)
        ref = (await row(post.stage, "select external_ref from tickets where number = :n", n=number)).external_ref
        await post.writes("bob@acme.example", "He never paid us, too", In_Reply_To=f"<{ref}>")
        assert await _tickets(post) == 3, "they have no part in it any more"


async def test_it_is_offered_until_somebody_was_answered_or_asked_to_pay(database: Database) -> None:
    async with posted(database, organizations__enabled=True, **CARDS) as post:
        olga = post.stage.olga
        acme = await _rich(post, post.stage.rita)
        await post.writes_unread(RITA, _SAID, subject="Fwd: Till")
        await post.collector.collect_once()
        await post.inbox.run_once()
        await post.stage.settle()
        given = await _number(post)
        assert (await row(post.stage, _FILED, n=given)).organization_id == acme
        await _presses(post, given, 1)
        assert post.take_sent() == [], "the receipt was for her"
        assert text_of("forward-handed", number=given) in await post.stage.rita.texts()
        mine, priced, answered = [await _forwards(post, f"{n}\n\n{_SAID}") for n in range(3)]
        for number in (priced, answered):
            await olga.presses(f"claim:{number}")
        await olga.writes(f"/price {priced} 100")
        await answers(olga, answered, "Which?")
        await _presses(post, mine, 0)
        for number in (mine, priced, answered):
            await _presses(post, number, 1)
            assert (await row(post.stage, _FILED, n=number)).external_id == "rita@acme.example"
        filed = await row(post.stage, _FILED, n=given)
        assert (filed.external_id, filed.organization_id) == (f"claimed {_KIM}", None), "no money, no organization"


async def test_files_of_the_first_mail_keep_their_caption(database: Database) -> None:
    """The words stand on the card: an edit writes what the first sending wrote."""
    async with posted(database) as post:
        olga = post.stage.olga
        await post.writes(RITA, _HEAD + "My till is broken", subject="Fwd: Till", files={"till.png": b"png"})
        number = await _number(post)
        await olga.presses(f"claim:{number}")
        await _presses(post, number, 1)
        captions = [one["caption"] for one in await olga.received() if "caption" in one]
        assert len(captions) == 1 and "broken" not in captions[0], captions
