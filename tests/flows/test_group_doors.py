"""What may not be read in a group is not there: the team's forum with its topics, and a group that asks. Strangers in
the team's forum learn and change nothing there, by whatever command, button, line, edit or reaction."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from db.embedded.shared_server import EmbeddedServer
from db.models import Profile
from desk.people import person_rows
from tests.flows import clients
from tests.flows.group import BOT, GroupChat
from tests.flows.hidden_tickets import SECRETS, STATES, Scene, all_seen, hidden_tickets
from tests.flows.hours import sets
from tests.flows.matrix import COMMANDS
from tests.flows.matrix_presses import PRESSES
from tests.flows.phone import Phone, words
from tests.flows.scenes import may
from tests.flows.stage import VERA
from tests.flows.test_contacts import NUMBER, OLEG
from tests.flows.test_group_topics import GROUP, RIGHTS, Forum
from tests.sql import scalar, scalars
from tests.texts import text_of

pytestmark = [pytest.mark.sentence("5 Permissions and presses")]

_CARD = "4111 1111 1111 1111"
_DIGITS = NUMBER[1:]
_STRANGERS = ["guest", "former agent", "director of another", "former director", "unconfirmed director", "user"]
_NAMES_A_TICKET = re.compile(r"\{(free|held|escalated|resolved|closed|cancelled|draft)\}")
_ROWS = [one.does for one in (*COMMANDS, *PRESSES)]
_LINES = ("The lamp is mine", "// and a note", "/note basalt", "/delete", "/ticket", "/queue@pulldesk_demo_bot")


async def _open_groups(scene: Scene) -> None:
    """The team's forum, and a group whose members ask."""
    stage = scene.stage
    await stage.telegram.do("privacy", on=False)
    await stage.telegram.do("group", person=VERA, title="The team")
    await stage.telegram.do("group/forum", chat=GROUP)
    await stage.telegram.do("group/admin", person=VERA, chat=GROUP, rights=RIGHTS)
    await stage.settle()
    await sets(stage, group_tickets="created, closed, closed_by_requester, words, topics")
    await stage.telegram.do("group", person=VERA, title="Hall")
    await stage.settle()
    await stage.vera.presses("chat:1")
    await stage.vera.presses("chat_allow:1:1")
    scene.people["former agent"] = await stage.agent("Fedor")


@pytest_asyncio.fixture(scope="module")
async def scene(server: EmbeddedServer) -> AsyncIterator[Scene]:
    """One desk for all; what is refused changes nothing."""
    async with hidden_tickets(server, prepare=_open_groups, staff_chat_id=GROUP) as made:
        await _say_everything(made)
        yield made


async def _say_everything(scene: Scene) -> None:
    """A number, a card and a note in each way in which they come, on a ticket of the organization and one of the
    Hall."""
    stage = scene.stage
    rita, olga, hall = stage.rita, stage.olga, GroupChat(stage, GROUP - 1)
    await _remember_number(scene, rita)
    receipt = (await rita.message_with(f"cancel:{scene.numbers['held']}"))["message_id"]
    await stage.telegram.do("message", person=rita.id, content={"contact": OLEG}, reply_to=receipt)
    await stage.settle()
    await rita.writes(f"Paid with {_CARD}, basically", reply_to=receipt)
    await hall.write(rita, f"{BOT} The loudspeaker hums")
    number = await _newest(scene)
    await clients.belongs(stage, number, scene.organizations["North"])
    await olga.writes(f"/claim {number}")
    await olga.writes(f"/note {number} basalt")
    card = await olga.message_with(f"resolve:{number}")
    await olga.writes("I am coming at three", reply_to=card["message_id"])
    scene.numbers["hall"] = number
    await scene.people["administrator"].drafts("/new My gneiss lamp is a draft")
    vera = stage.vera
    fedor = scene.people["former agent"]
    await vera.writes("/staff")
    await vera.presses(f"person:{fedor.id}")
    await vera.presses(f"dismiss:{fedor.id}")
    await stage.pass_time(minutes=1)


async def _remember_number(scene: Scene, phone: Phone) -> None:
    async with scene.stage.database.unit_of_work() as session:
        person = await person_rows.find_by_telegram(session, phone.id)
        assert person is not None
        await session.merge(Profile(person_id=person.id, phone=f"+{NUMBER}"))


async def _newest(scene: Scene) -> int:
    return int(await scalar(scene.stage, "select max(number) from tickets") or 0)


async def _shown(scene: Scene, chat: int) -> str:
    """All that the bot ever showed in a chat, with its topics."""
    view = await scene.stage.telegram.read("chat", person=chat)
    told = [f"{words(m)} {m['buttons']} {m['files']}" for m in view["messages"] if m["from"] == "bot"]
    return " ".join([*told, *(one["name"] for one in view["topics"].values())])


async def test_the_forum_of_the_team_has_every_ticket_and_no_number(scene: Scene) -> None:
    forum = Forum(scene.stage)
    topics = await forum.names()
    for state in STATES:  # the draft was filed when its requester asked in the Hall
        assert len([one for one in topics if one.startswith(f"#{scene.numbers[state]} ")]) == 1, state
    told = await _shown(scene, GROUP)
    assert "+7 *** **-67" in told and "basalt" in told and "I am coming at three" in told
    assert not [secret for secret in (_DIGITS, _CARD, _DIGITS[-7:], "chalcedony", "gneiss") if secret in told]


async def test_a_group_that_asks_has_its_answers_and_nothing_else(scene: Scene) -> None:
    told = await _shown(scene, GROUP - 1)
    assert f"#{scene.numbers['hall']}" in told and "I am coming at three" in told
    others = [f"#{number}" for state, number in scene.numbers.items() if state != "hall"]
    secrets = [*(one for one in SECRETS if one not in ("Rita", "Olga")), "North", _DIGITS, _CARD, *others]
    assert not [secret for secret in secrets if re.search(rf"{re.escape(secret)}\b", told)], told


async def test_nobody_of_other_chats_was_told_of_it(scene: Scene) -> None:
    """Neither did those who may not see the organization's tickets get anything because groups have it."""
    for who in ("guest", "director of another", "administrator of another", "user"):
        told = " ".join(await all_seen(scene.people[who]))
        assert not [one for one in (*SECRETS, _DIGITS, "North", "loudspeaker") if one in told], (who, told)


async def _spots(scene: Scene, chat: int) -> list[int]:
    """A message of each kind there, the newest, and one that the bot does not know."""
    query = (
        "select max(message_id) from messages where chat_id = :c group by kind, split_part(coalesce(slot, ''), ':', 1)"
    )
    known = [int(one) for one in await scalars(scene.stage, query, c=chat)]
    view = await scene.stage.telegram.read("chat", person=chat)
    there = {m["message_id"] for m in view["messages"] if not m["deleted"]}
    return [one for one in known if one in there]


@pytest.mark.limit(600)
@pytest.mark.parametrize("who", _STRANGERS)
async def test_presses_in_the_forum_reveal_and_change_nothing(scene: Scene, who: str) -> None:
    """Each button on one of the tickets, in turns, on every kind of message there."""
    stage, phone, before = scene.stage, scene.people[who], await scene.dump()
    shown, seen, wrong = await _shown(scene, GROUP), await all_seen(phone), []
    spots = await _spots(scene, GROUP)
    assert len(spots) > 3
    for at, template in enumerate(one for one in _ROWS if not one.startswith("/") and _NAMES_A_TICKET.search(one)):
        number = scene.numbers[STATES[at % len(STATES)]]
        spot, data = spots[at % len(spots)], scene.fill(template, number)
        given = {"person": phone.id, "chat": GROUP, "message_id": spot, "data": data, "force": True}
        await stage.telegram.do("press", **given)
        await stage.settle()
        new = " ".join(await all_seen(phone) - seen)
        if not (await phone.answer())["show_alert"] or [one for one in (*SECRETS, _DIGITS) if one in new]:
            wrong.append((data, spot, new))
    assert wrong == []
    assert await _shown(scene, GROUP) == shown
    assert await scene.dump() == before


@pytest.mark.limit(600)
@pytest.mark.parametrize("who", _STRANGERS)
async def test_words_in_the_forum_reveal_and_change_nothing(scene: Scene, who: str) -> None:
    """Each command about a ticket and further lines, in its topic and as a reply to every kind of message."""
    stage, phone, before = scene.stage, scene.people[who], await scene.dump()
    forum, own = Forum(stage), await all_seen(phone)
    held = scene.numbers["held"]
    (topic,) = [key for key, one in (await forum.topics()).items() if one["name"].startswith(f"#{held} ")]
    spots, shown = await _spots(scene, GROUP), await _shown(scene, GROUP)
    commands = [scene.fill(one, held) for one in _ROWS if one.startswith("/") and _NAMES_A_TICKET.search(one)]
    for at, line in enumerate([*commands, *_LINES]):
        where: dict[str, Any] = {"topic": topic} if at % 3 else {"reply_to": spots[at % len(spots)]}
        sent = await forum.do("message", person=phone.id, text=line, **where)
        (said,) = sent["message_ids"]
        if not at % 5:
            await forum.do("edit", person=phone.id, message_id=said, text=f"{line} granite")
            await forum.do("react", person=phone.id, message_id=spots[at % len(spots)], emoji="✍")
            await forum.do("react", person=phone.id, message_id=spots[at % len(spots)], emoji=None)
    new = (await _shown(scene, GROUP)).removeprefix(shown.rpartition(" #")[0])
    new += " ".join(words(hint) for hint in await forum.hints(phone))
    quiet = text_of("group-unsent-stranger")
    assert new.count(quiet) > 20
    assert not [one for one in ("granite", _DIGITS, _CARD) if one in new]
    assert await all_seen(phone) == own, "nothing comes in private"
    assert await scene.dump() == before


@pytest.mark.limit(300)
@pytest.mark.parametrize("who", _STRANGERS)
async def test_others_in_a_group_that_asks_reveal_and_change_nothing(scene: Scene, who: str) -> None:
    stage, phone, before = scene.stage, scene.people[who], await scene.dump()
    hall, number, seen = GroupChat(stage, GROUP - 1), scene.numbers["hall"], await all_seen(phone)
    shown, spots = await _shown(scene, hall.id), await _spots(scene, hall.id)
    for at, template in enumerate(one for one in _ROWS if not one.startswith("/") and _NAMES_A_TICKET.search(one)):
        data = scene.fill(template, number)
        given = {"person": phone.id, "chat": hall.id, "message_id": spots[at % len(spots)], "data": data}
        await stage.telegram.do("press", **given, force=True)
        await stage.settle()
    for line in (f"/note {number} x", f"/resolve {number}", "/delete", "/queue", f"/status {number}"):
        for spot in spots:
            await hall.write(phone, line, reply_to=spot)
            await hall.do("react", phone, message_id=spot, emoji="✍")
    new = " ".join(await all_seen(phone) - seen)
    assert not [one for one in (*SECRETS, _DIGITS, "North", "loudspeaker") if one in new]
    assert await _shown(scene, hall.id) == shown
    assert await scene.dump() == before


@pytest.mark.parametrize("grant", ["phones", "notes", "see_all"])
async def test_what_a_colleague_may_not_read_does_not_come_by_the_forum(scene: Scene, grant: str) -> None:
    """A press there shows it in private, as their grants have it; a note comes into no topic while somebody on the team
    may read none."""
    stage, forum, held = scene.stage, Forum(scene.stage), scene.numbers["held"]
    ivan = stage.people.get("Ivan") or await stage.agent("Ivan")
    await may(scene.stage, ivan, **{grant: False})
    (topic,) = [key for key, one in (await forum.topics()).items() if one["name"].startswith(f"#{held} ")]
    card = next(m for m in await forum.said(topic) if f"open:{held}" in str(m["buttons"]))
    before = len(await ivan.received())
    await forum.do("press", person=ivan.id, message_id=card["message_id"], data=f"open:{held}")
    read = " ".join(words(m) for m in (await ivan.received())[before:])
    assert (f"#{held}" in read) is (grant != "see_all")
    await stage.olga.writes(f"/note {held} slate, {grant}")
    told = [one for one in await forum.texts(topic) if f"slate, {grant}" in one]
    assert bool(told) is (grant != "notes")
    if grant == "notes":
        note = await forum.write(ivan, "// pumice", topic)
        assert await forum.reactions(note) == ["🤷"], "it is not kept"
        assert not await scalar(stage, "select 1 from entries where body like '%pumice%'")
    await may(scene.stage, ivan)
    await stage.olga.writes(f"/note {held} schist, {grant}")
    assert [one for one in await forum.texts(topic) if f"schist, {grant}" in one], "and comes again"
