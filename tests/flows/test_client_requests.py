"""An administrator or director of an organization reads, answers and ends the requests of its people; the requester is
told who did it, and the team sees the name and the role."""

import re

import pytest

from db.models import ClientRole
from desk.organizations import organization_verbs, record_fields
from tests.flows import clients
from tests.flows.clients import belongs, joined, left, with_organization
from tests.flows.phone import Phone, words
from tests.flows.scenes import PRINTER, answers, changes, entries_of, filed, status, taken
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("5 Permissions and presses")
BOARD = False


async def _cast(stage: Stage, rita: Phone) -> tuple[Phone, Phone, int, dict[str, int]]:
    """Rita works at North, which Max directs and Ann administers; `held` memberships by name."""
    north = await with_organization(stage, "North")
    top, ann = await stage.phone("Max"), await stage.phone("Ann")
    await joined(stage, rita, north)
    held = {
        "Max": await joined(stage, top, north, ClientRole.DIRECTOR),
        "Ann": await joined(stage, ann, north, ClientRole.ADMINISTRATOR),
    }
    return top, ann, north, held


async def test_a_director_reads_and_answers_and_everybody_sees_who_it_was(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    top, _, _, _ = await _cast(stage, rita)
    number = await taken(rita, olga)
    await olga.writes(f"/note {number} the contract has ended")
    await answers(olga, number, "Is it plugged in?")
    await top.writes(f"/ticket {number}")
    opened = await top.reads()
    assert text_of("client-whose", name="Rita K.") in opened
    assert f"for_ask:{number}" not in await top.buttons()
    assert "Is it plugged in?" in opened
    assert "with Olga" in opened
    assert "contract" not in opened
    await top.writes("It is, and it burns", reply_to=await top.last_id())
    for phone in (rita, olga):
        assert await phone.reads() == f"#{number} · Max, director: It is, and it burns"
    await answers(olga, number, "Then call 112")
    for phone in (rita, top):
        assert await phone.reads() == f"#{number} · Olga: Then call 112"


async def test_words_of_a_director_on_an_untaken_request_are_named_on_the_cards(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    top, _, north, _ = await _cast(stage, rita)
    number = await filed(rita)
    await top.writes(f"/ticket {number}")
    await top.writes("It also smells", reply_to=await top.last_id())
    card = words(await olga.message_with(f"claim:{number}"))
    assert "Max, director: It also smells" in card
    assert f"Rita K., {PRINTER}" not in card
    assert north


async def test_add_takes_the_next_message_of_a_leader(stage: Stage, rita: Phone, olga: Phone) -> None:
    _, ann, _, _ = await _cast(stage, rita)
    number = await taken(rita, olga)
    await ann.writes(f"/status {number}")
    await ann.presses(f"add:{number}")
    await ann.writes("The key is at the desk")
    assert (await entries_of(stage, number))[-1] == "The key is at the desk"
    assert await olga.reads() == f"#{number} · Ann, administrator: The key is at the desk"


async def test_an_answer_reaches_leaders_only_while_they_lead(stage: Stage, rita: Phone, olga: Phone) -> None:
    top, ann, _, held = await _cast(stage, rita)
    number = await taken(rita, olga)
    for phone in (top, ann):
        await phone.writes(f"/ticket {number}")
        await phone.writes(f"Please help, {phone.name}", reply_to=await phone.last_id())
    await left(stage, held["Max"])
    told = len(await top.received())
    await answers(olga, number, "I am on my way")
    assert len(await top.received()) == told
    assert await ann.reads() == f"#{number} · Olga: I am on my way"


async def test_an_answer_after_reopening_is_for_those_who_wrote_since(stage: Stage, rita: Phone, olga: Phone) -> None:
    top, _, _, _ = await _cast(stage, rita)
    number = await taken(rita, olga)
    await top.writes(f"/ticket {number}")
    await top.writes("Quickly, please", reply_to=await top.last_id())
    await stage.pass_time(minutes=1)
    await olga.presses(f"resolve:{number}")
    await stage.pass_time(minutes=1)
    await rita.presses(f"solved:{number}:no")
    told = len(await top.received())
    await answers(olga, number, "I look again")
    assert len(await top.received()) == told


async def test_a_new_subject_by_a_leader_is_told(stage: Stage, rita: Phone, olga: Phone) -> None:
    top, _, _, _ = await _cast(stage, rita)
    number = await taken(rita, olga)
    await top.writes(f"/ticket {number}")
    await top.presses(f"subject:{number}")
    await top.writes("*Fire* <b>now</b>")
    said = text_of("client-renamed", number=number, name="Max", role="director", subject="*Fire* <b>now</b>")
    assert await rita.reads() == said
    assert (await changes(stage, number, "subject"))[-1][1] == "*Fire* <b>now</b>"


@pytest.mark.parametrize("press", ["add:{n}", "subject:{n}"])
async def test_words_of_who_has_just_been_removed_begin_their_own_request(
    stage: Stage, rita: Phone, olga: Phone, press: str
) -> None:
    top, _, _, held = await _cast(stage, rita)
    number = await taken(rita, olga)
    await top.writes(f"/ticket {number}")
    await top.presses(press.format(n=number))
    await left(stage, held["Max"])
    told = (len(await rita.received()), len(await olga.received()))
    await top.writes("My own lamp is dark")
    assert await entries_of(stage, number) == [PRINTER]
    assert await changes(stage, number, "subject") == []
    assert (len(await rita.received()), len(await olga.received())) == told
    assert await entries_of(stage, number + 1) == ["My own lamp is dark"]


async def test_a_director_reopens_with_words_what_an_administrator_no_longer_sees(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    top, ann, _, _ = await _cast(stage, rita)
    number = await taken(rita, olga)
    await ann.writes(f"/ticket {number}")
    await rita.presses(f"cancel:{number}")
    await ann.writes(f"/ticket {number}")
    assert await ann.reads() == text_of("no-such-ticket", number=number)
    await top.writes(f"/ticket {number}")
    await top.writes("We still need it", reply_to=await top.last_id())
    await top.presses(f"reopen:{number}", on=await top.last_id())
    assert await status(stage, number) == "reopened"
    assert (await entries_of(stage, number))[-1] == "We still need it"
    assert await rita.containing(text_of("client-reopened", number=number, name="Max", role="director"))


async def test_the_list_of_an_administrator(stage: Stage, rita: Phone, olga: Phone) -> None:
    top, ann, north, _ = await _cast(stage, rita)
    async with clients.as_vera(stage) as desk:
        await organization_verbs.create_outlet(desk, north, record_fields.OutletValues("Harbour"))
    first = await taken(rita, olga, "The till is slow")
    over = await filed(rita, "The bell is quiet")
    await rita.presses(f"cancel:{over}")
    own = await filed(ann, "My own lamp")
    await belongs(stage, own, None)
    await ann.writes("/tickets")
    shown = await ann.reads()
    assert shown.startswith(text_of("led-title", by="all", name="", n=2))
    assert re.search(rf"#{first} The till is slow · Rita K. · Olga", shown)
    assert re.search(rf"#{own} My own lamp · you", shown)
    assert f"#{over}" not in shown
    await ann.presses(f"open:{first}")
    assert text_of("client-whose", name="Rita K.") in await ann.reads()
    await ann.writes("/tickets")
    await ann.presses("led:mine:0:1")
    assert f"#{first}" not in await ann.reads()
    await ann.presses("led_by:employee:1")
    assert await ann.reads() == text_of("led-choose", by="employee", any=1)
    await ann.presses(next(one for one in await ann.buttons() if one.startswith("led:employee:")))
    assert (await ann.reads()).startswith(text_of("led-title", by="employee", name="Rita K.", n=1))
    await ann.presses("led_by:outlet:1")
    await ann.presses(next(one for one in await ann.buttons() if one.startswith("led:outlet:")))
    assert (await ann.reads()).startswith(text_of("led-title", by="outlet", name="Harbour", n=1))
    await top.writes("/tickets")
    assert f"#{over}" in await top.reads()
    assert "#" + str(own) not in await top.reads()


async def test_typed_filters_and_searches_of_a_leader(stage: Stage, rita: Phone, olga: Phone) -> None:
    top, _, _, _ = await _cast(stage, rita)
    number = await taken(rita, olga, "The till is slow")
    await olga.writes(f"/note {number} marble")
    for said, shown in (
        ("/tickets mine", text_of("led-none", all=0)),
        ("/tickets employee", text_of("led-choose", by="employee", any=1)),
        ("/tickets Точка", text_of("led-choose", by="outlet", any=0)),
        ("/tickets marble", text_of("led-found-none", words="marble")),
    ):
        await top.writes(said)
        assert await top.reads() == shown
    await top.writes("/tickets till")
    assert f"#{number} The till is slow · Rita K." in await top.reads()


async def test_several_organizations_are_named_in_the_list(stage: Stage, rita: Phone, olga: Phone) -> None:
    top, _, north, _ = await _cast(stage, rita)
    south = await with_organization(stage, "South <b>")
    await joined(stage, top, south, ClientRole.DIRECTOR)
    mia = await stage.phone("Mia")
    await joined(stage, mia, south)
    await taken(rita, olga, "The till is slow")
    await filed(mia, "The bell is quiet")
    await top.writes("/tickets")
    assert "The till is slow · Rita K. · North" in await top.reads()
    assert "The bell is quiet · Mia · South <b>" in await top.reads()
    await top.presses("led_by:organization:1")
    await top.presses(f"led:organization:{north}:1")
    assert "bell" not in await top.reads()


async def test_what_becomes_personal_is_hidden_with_all_that_was_merged_into_it(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    top, _, _, _ = await _cast(stage, rita)
    first, second = await taken(rita, olga, "The till is slow"), await taken(rita, olga, "The bell is quiet")
    await olga.writes(f"/merge {first} into {second}")
    await top.writes(f"/ticket {first}")
    assert "The till is slow" in await top.reads()
    await rita.writes(f"/organization {second}")
    await rita.presses(f"for_org:{second}:0")
    for number in (first, second):
        await top.writes(f"/ticket {number}")
        assert await top.reads() == text_of("no-such-ticket", number=number)
        await top.presses(f"thread:{number}:1", on=await top.last_id(), force=True)
        assert (await top.answer())["show_alert"]
