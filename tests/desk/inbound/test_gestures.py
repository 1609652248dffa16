"""§3.3: who reads a line of an agent is said by the gesture: what it replies to, its mark, a name, and the place."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from db.models import Delivery, Entry, EntryFile, EntryKind, Person, Role
from desk import Desk
from desk.acts.staff_sentences import VERBS, WORDS, StaffMeaning, hear_staff
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.inbound import edits
from desk.inbound.message_lookup import look_up_message
from desk.inbound.routing import decide_route
from desk.inbound.routing_context import build_context
from desk.inbound.routing_types import Destination
from desk.place import OwnAccountPlace, OwnChat, Place, TeamPlace
from desk.privacy.person_file import collect_data
from desk.queries import entries
from desk.text import RichText
from desk.text.short_sentences import _know
from desk.tickets import assignment
from tests.desk.inbound.looking import PRINTER
from tests.desk.stage import PHOTO, Someone, Stage
from tests.sql import execute

pytestmark = pytest.mark.sentence("3.3 Answering")

_GROUP = -500
_THERE: dict[str, Any] = {"group_id": 1, "chat_id": _GROUP, "message_id": 900}
_PLACES: dict[str, Place] = {
    "private": OwnChat(),
    "group": TeamPlace(**_THERE),
    "topic": TeamPlace(**_THERE, topic_of=1),
    "bare": TeamPlace(**_THERE, topic_of=1, is_bare=True),
    "organizers": TeamPlace(**_THERE, is_public=True),
    "account": OwnAccountPlace(**_THERE),
}
_CLIENT, _TEAM, _DESK, _ASKED = "client", "team", "desk", "asked"
_READERS = {
    Destination.REPLY: _CLIENT, Destination.NOTE: _TEAM, Destination.VERB: _DESK, Destination.TAKE_BACK: _DESK,
    Destination.WISH: _DESK, Destination.WHERE_TO: _ASKED, Destination.NOT_YOURS: _ASKED,
}  # fmt: skip
_GESTURES = {
    "words": ("done", "card"), "note": ("// he is a sponsor", "card"), "name": ("@ivan_d are you near?", "card"),
    "to colleague": ("not the left one?", "theirs"), "to note": ("since monday", "note"), "to own": ("and now?", "own"),
    "verb": ("resolve", "card"), "undo": ("undo", "card"), "nothing": ("try again now", ""), "list": ("queue", ""),
    "their card": ("on my way", "taken"), "verb to note": ("resolve", "note"),
}  # fmt: skip
_TABLE = """
              private  group   topic   bare    organizers  account
words         client   client  client  client  client      client
note          team     team    team    team    team        team
name          team     team    team    team    client      client
to colleague  team     team    team    team    client      client
to note       team     team    team    team    team        team
to own        client   client  client  client  client      client
verb          desk     desk    desk    desk    client      client
verb to note  desk     desk    desk    desk    team        team
undo          desk     desk    desk    desk    desk        client
nothing       asked    -       -       -       -           -
list          desk     -       -       -       -           -
their card    asked    -       -       -       -           -
"""
"""A row a gesture, a column a place: who reads it. `bare`: a line in a topic that replies to nothing else. A note is
refused where requesters have read it. In a chat where the bot is only called, an agent is a requester: no gesture there
is an answer."""


def _read_table() -> Sequence[tuple[str, str, str]]:
    head, *rows = [line for line in _TABLE.splitlines() if line]
    cut = [(row[:14].strip(), row[14:].split()) for row in rows]
    return [(gesture, place, to) for gesture, cells in cut for place, to in zip(head.split(), cells, strict=True)]


class _Scene:
    """Rita has asked, Olga and Ivan have answered, Ivan has noted something; each message by its name."""

    def __init__(self, stage: Stage, olga: Someone) -> None:
        self.stage, self.olga, self.messages = stage, olga, dict[str, int]()

    async def begin(self, rita: Someone) -> None:
        stage, olga = self.stage, self.olga
        number = await stage.files(rita, PRINTER)
        ivan = await stage.person("Ivan", Role.AGENT, username="Ivan_D")
        await stage.does(olga, assignment.claim, number)
        said = {"theirs": (ivan, thread.add_reply), "note": (ivan, thread.add_note), "own": (olga, thread.add_reply)}
        for name, (who, add) in said.items():
            entry = await stage.does(who, add, number, NewEntry(RichText("It is said")))
            self.messages[name] = await stage.shown(olga, None, number, entry_id=entry.id)
        self.messages["card"] = await stage.shown(olga, f"open:{number}", number)
        taken = await stage.files(await stage.person("Ann"), "The lamp is dark")
        await stage.does(ivan, assignment.claim, taken)
        self.messages["taken"] = await stage.shown(olga, f"card:{taken}", taken)
        stage.later(hours=1)

    async def ask(self, text: str, to: str, place: Place, **more: Any) -> Destination:
        incoming = self.stage.message(self.olga, text, reply_to_message_id=self.messages.get(to), **more)
        async with self.stage.database.unit_of_work() as session:
            me = await session.get_one(Person, self.olga.id)
            desk = Desk(session, place, me, now=self.stage.now, rules=self.stage.rules)
            met = await look_up_message(desk, incoming)
            return decide_route(await build_context(desk, incoming, met, {})).destination


async def test_who_reads_it_by_gesture_and_place(stage: Stage, rita: Someone, olga: Someone) -> None:
    scene = _Scene(stage, olga)
    await scene.begin(rita)
    found = dict[tuple[str, str], str | None]()
    for gesture, place, right in _read_table():
        if right != "-":
            got = _READERS.get(await scene.ask(*_GESTURES[gesture], _PLACES[place]))
            found |= {(gesture, place): got} if got != right else {}
    assert found == {}


@pytest.mark.parametrize(("mode", "inside"), [("topics", ""), ("replies", "bare"), ("none", "bare topic group")])
async def test_what_leaves_the_group_as_it_is_set(
    stage: Stage, rita: Someone, olga: Someone, mode: str, inside: str
) -> None:
    scene = _Scene(stage, olga)
    await scene.begin(rita)
    stage.with_rules(team__group_replies=mode)
    kept = {name for name, place in _PLACES.items() if await scene.ask("done", "card", place) is Destination.NOTE}
    assert kept == set(inside.split())


async def test_what_is_forwarded_into_a_topic_stays_there(stage: Stage, rita: Someone, olga: Someone) -> None:
    """These are somebody else's words, and answer nobody."""
    scene = _Scene(stage, olga)
    await scene.begin(rita)
    for place, to in (("bare", Destination.NOTE), ("private", Destination.REPLY)):
        assert await scene.ask("We send a new one", "card", _PLACES[place], forwarded_from="A vendor") is to


@pytest.mark.parametrize(("to", "seconds", "kinds"), [
    ("@ivan_d plugged in?", 1, "note"), ("// plugged in?", 1, "note"), ("@ivan_d plugged in?", 3, "reply note"),
    ("// plugged in?", 3, "reply note"), ("@ivan_d plugged in?", 13, "reply"), ("// plugged in?", 13, "reply note"),
])  # fmt: skip
async def test_an_edit_makes_a_note_of_all_that_was_said(
    stage: Stage, rita: Someone, olga: Someone, to: str, seconds: int, kinds: str
) -> None:
    """The name of a colleague does as long as the answer has not left. Of an album it is the whole."""
    scene = _Scene(stage, olga)
    await scene.begin(rita)
    card, photos = scene.messages["card"], {"files": (PHOTO,), "album": "a1"}
    before, began = len(await stage.entries(1)), stage.now
    for text in ("Like this", "or so?"):
        last = stage.message(olga, text, reply_to_message_id=card, **photos)
        await stage.sends(olga, last)
    stage.later(seconds=seconds)
    await stage.ticks()
    await execute(stage, update(Entry).where(Entry.kind == "reply").values(held_until=began + timedelta(seconds=10)))
    edit = replace(last, words=RichText(to))
    await stage.does(olga, edits.apply_edit, edit)
    stage.later(seconds=5)
    await stage.ticks()
    made = (await stage.entries(1))[before:]
    assert " ".join(one.kind.value for one in made) == kinds
    assert (made[0].withdrawn_at is None) is (" " not in kinds)
    async with stage.database.sessions() as session:
        [shown] = await session.scalars(select(func.count()).where(EntryFile.entry_id == made[-1].id))
    assert (made[-1].body, shown) == (f"Like this\n{to.removeprefix('// ')}", 2)


async def test_any_text_as_a_reply_is_the_answer_but_the_listed_words(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    scene = _Scene(stage, olga)
    await scene.begin(rita)
    rng, phrases = random.Random(2026), [" ".join(phrase) for phrase in _know().phrases]
    listed = [said for line in (*VERBS.values(), *WORDS.values()) for said in line.split("|")]
    made = [*rng.sample(phrases, 60), *(f"{rng.choice(phrases)} {rng.choice('?!.')}" for _ in range(20)), *listed]
    for text in made:
        stage.later(minutes=3)
        heard = await stage.says(olga, text, reply_to_message_id=scene.messages["card"])
        is_for_desk = hear_staff(text) in {*VERBS, StaffMeaning.UNDO}
        got = [one for one in await stage.entries(1) if one.body == text and one.kind is EntryKind.REPLY]
        assert len(got) == (0 if is_for_desk else 1 + made[: made.index(text)].count(text)), (text, heard)


async def test_an_answer_that_has_not_left_is_in_no_view_of_its_requester(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await stage.files(rita, PRINTER)
    said = NewEntry(RichText("He is a sponsor"), held_until=stage.now + timedelta(seconds=10))
    entry = await stage.does(olga, thread.add_reply, number, said)
    await stage.says(rita, "And it smokes")
    all_of_it, theirs = [PRINTER, "He is a sponsor", "And it smokes"], [PRINTER, "And it smokes"]
    for delivery, seconds, shown in ((Delivery.WAITING, 0, theirs), (Delivery.NONE, 9, theirs), (None, 1, all_of_it)):
        stage.later(seconds=seconds)
        async with stage.database.unit_of_work() as session:
            (await session.get_one(Entry, entry.id)).delivery = delivery or Delivery.NONE
            for who, expected in ((rita, shown), (olga, all_of_it)):
                me = await session.get_one(Person, who.id)
                page = await entries.load_thread_page(session, entry.ticket_id, me, stage.now)
                assert page is not None and [one.words.text for one in page.entries] == expected
            in_file = "sponsor" in str(await collect_data(session, rita.id, stage.now))
            assert in_file is (shown == all_of_it)
