"""Whatever people send reaches the other side as what it is, and the board as a line: every kind, both ways."""

from typing import Any

import pytest

from db.database import Database
from tests.flows.acts import filed_and_taken
from tests.flows.phone import PIXEL, Phone, words
from tests.flows.stage import Stage, staged
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Contents of messages")

BOARD = False
SOME_AND_ALL = [3, 99]  # how many of the kinds
FILES = ("photo", "video", "animation", "audio", "voice", "video_note", "document", "sticker")
PLACE = {"latitude": 55.75, "longitude": 37.62}
OPTIONS = [{"text": "Monday", "voter_count": 0, "persistent_id": "0"}]
POLL = {
    "id": "1", "question": "Which day?",
    "options": [*OPTIONS, {"text": "Friday", "voter_count": 0, "persistent_id": "1"}],
    "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular",
    "allows_multiple_answers": False, "allows_revoting": True, "members_only": False,
}  # fmt: skip
TASKS = [{"id": 1, "text": "Cable"}, {"id": 2, "text": "Adapter", "completion_date": 1}]
CHECKLIST = {"title": "To bring", "tasks": TASKS}
STORY = {"id": 5, "chat": {"id": 77, "type": "private", "first_name": "Oleg"}}
CONTENTS: dict[str, tuple[dict[str, Any], str]] = {
    "location": (
        {"location": PLACE},
        "Location: 55.75000, 37.62000 https://www.openstreetmap.org/?mlat=55.75000&mlon=37.62000#map=17/55.75000/37.62000",
    ),
    "venue": ({"venue": {"location": PLACE, "title": "Hall", "address": "Main St 1"}, "location": PLACE},
              "Place: Hall, Main St 1"),
    "contact": ({"contact": {"phone_number": "+79991234567", "first_name": "Oleg"}}, "Contact: Oleg, +79991234567"),
    "checklist": ({"checklist": CHECKLIST}, "To bring\n☐ Cable\n☑ Adapter"),
    "story": ({"story": STORY}, "A story (open it in Telegram)"),
    "poll": ({"poll": POLL}, "📊 Which day?\n• Monday\n• Friday"),
}  # fmt: skip
ONLY_WORDS = ("checklist", "poll")  # a copy could not be changed any more, or its votes would reach nobody
UNCOPIED: list[tuple[dict[str, Any], str]] = [
    ({"hologram": {"depth": 3}}, "hologram"),
    ({"paid_media": {"star_count": 5, "paid_media": []}}, "Paid media"),
    ({"game": {"title": "Chess", "description": "-", "photo": []}}, "Chess"),
    ({"invoice": {"title": "Rent", "description": "-", "start_parameter": "", "currency": "XTR", "total_amount": 1}},
     "Rent"),
    ({"giveaway": {"chats": [], "winners_selection_date": 1, "winner_count": 1}}, "iveaway"),
]  # fmt: skip


async def kinds_since(phone: Phone, known: int) -> list[str]:
    """What the bot has sent after so many messages, by kind."""
    return [m["content"] for m in (await phone.received())[known:]]


async def answers_with(olga: Phone, number: int, **message: Any) -> None:
    card = await olga.message_with(f"release:{number}")
    await olga.stage.telegram.do("message", person=olga.id, reply_to=card["message_id"], **message)
    await olga.stage.pass_time(seconds=3)


async def test_a_file_reaches_the_other_side_as_what_it_is(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    for kind in FILES:
        await olga.presses(f"pending:{heating}")  # else a sticker alone would be small talk
        known = len(await olga.received())
        await rita.sends(kind)
        await stage.pass_time(seconds=3)
        assert kind in await kinds_since(olga, known), kind
        assert f"#{heating}" in await olga.reads(), kind

        known = len(await rita.received())
        await answers_with(olga, heating, files=[{"kind": kind, "name": f"{kind}.bin", "size": 10}])
        assert kind in await kinds_since(rita, known), kind
        assert f"#{heating} · Olga:" in words(await _new_containing(rita, known, f"#{heating} · Olga")), kind


async def _new_containing(phone: Phone, known: int, said: str) -> dict[str, Any]:
    return next(m for m in (await phone.received())[known:] if said in words(m))


async def test_what_is_no_file_comes_as_a_line_and_as_itself(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    for kind, (content, line) in CONTENTS.items():
        known = len(await olga.received())
        await stage.telegram.do("message", person=rita.id, content=content)
        await stage.pass_time(seconds=3)
        shown = ["text"] if kind in ONLY_WORDS else ["text", kind]
        assert await kinds_since(olga, known) == shown
        assert words(await olga.containing(line)) == f"#{heating} · Rita K.: {line}"

        known = len(await rita.received())
        await answers_with(olga, heating, content=content)
        if kind == "poll":
            assert await olga.reads() == text_of("poll-not-sent")
            assert await kinds_since(rita, known) == []
            continue
        if kind == "story":
            await is_asked_first(olga, rita, heating, known)
        assert await kinds_since(rita, known) == shown
        assert words(await rita.containing(line)) == f"#{heating} · Olga: {line}"


async def is_asked_first(olga: Phone, rita: Phone, number: int, known: int) -> None:
    """What the desk cannot read is sent when its author has pressed, and not before."""
    assert await olga.reads() == text_of("colleagues-note", number=number, name="Rita K.")
    assert await kinds_since(rita, known) == []
    await olga.presses(f"to:{number}")
    await olga.stage.pass_time(seconds=3)


async def test_a_dice_comes_as_its_line_with_what_was_thrown(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    """A copied dice would be thrown anew."""
    await answers_with(olga, heating, content={"dice": {"emoji": "🎲", "value": 4}})
    assert await rita.reads() == f"#{heating} · Olga: 🎲 4"
    await olga.presses(f"pending:{heating}")
    await stage.telegram.do("message", person=rita.id, content={"dice": {"emoji": "🎯", "value": 6}})
    await stage.settle()
    assert words(await olga.containing("🎯")) == f"#{heating} · Rita K.: 🎯 6"


async def test_what_cannot_be_passed_on_is_named(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    for content, named in UNCOPIED:
        known = len(await olga.received())
        await stage.telegram.do("message", person=rita.id, content=content)
        await stage.pass_time(seconds=3)
        told = [words(m) for m in (await olga.received())[known:] if f"#{heating} · Rita K.:" in words(m)]
        assert named in told[-1]
        known = len(await rita.received())
        await answers_with(olga, heating, content=content)
        if "hologram" in content:
            await is_asked_first(olga, rita, heating, known)
        assert named in words(await _new_containing(rita, known, f"#{heating} · Olga"))


async def test_forwarded_words_say_whose_they_are(database: Database) -> None:
    async with staged(database) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        await stage.pass_time(seconds=3)
        origins = [{"type": "hidden_user", "date": 1, "sender_user_name": name} for name in ("Oleg", "Oleg", "Mila")]
        for origin, text in zip(origins, ("It is broken", "since Monday", "I saw it too"), strict=True):
            await stage.telegram.do("message", person=rita.id, text=text, forward_origin=origin)
        await stage.telegram.do("message", person=rita.id, text="I did not see it")
        await stage.settle()
        await stage.pass_time(seconds=3)
        said = "from Oleg:\nIt is broken\nsince Monday\nfrom Mila:\nI saw it too\n\nI did not see it"
        assert await olga.reads() == f"#{number} · Rita: {said}"
        below = said.replace("\n", "\n> ").replace("> \n", ">\n")
        assert await stage.board.comments(number) == [f"**Rita:** {below}"]


async def test_words_of_another_chat_come_with_whose_they_are(database: Database) -> None:
    async with staged(database) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        news = {"id": -9, "type": "channel", "title": "News"}
        origin = {"type": "channel", "chat": news, "message_id": 3, "date": 1}
        quote = {"text": "Warm again at 9", "position": 0}
        content = {"text": "Is it still so", "external_reply": {"origin": origin}, "quote": quote}
        await stage.telegram.do("message", person=rita.id, content=content)
        await stage.pass_time(seconds=3)
        assert await olga.reads() == f"#{number} · Rita: Is it still so\n\n↩ News\nWarm again at 9"
        assert await stage.board.comments(number) == ["**Rita:** Is it still so\n>\n> > ↩ News\n> > Warm again at 9"]


async def test_forwarded_answers_say_whose_they_are(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    """A forward is no reply: the agent is asked where it goes."""
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Oleg"}
    await stage.telegram.do("message", person=olga.id, text="I come on Monday", forward_origin=origin)
    await stage.settle()
    await olga.presses(f"to:{heating}")
    assert await rita.reads() == f"#{heating} · Olga: from Oleg:\nI come on Monday"


async def test_links_look_as_their_sender_wants(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    await rita.writes("See https://example.com", content={"link_preview_options": {"is_disabled": True}})
    await rita.writes("And see https://example.org")
    card = (await olga.message_with(f"release:{heating}"))["message_id"]
    hidden = {"link_preview_options": {"is_disabled": True}}
    await olga.writes("Not https://answer.example", content=hidden, reply_to=card)
    await olga.writes("But https://answer.example/2", reply_to=card)
    assert [m["preview"] for m in stage_calls(stage, "see https://example")] == [None]
    assert [m["preview"] for m in stage_calls(stage, "See https://example")] == [{"is_disabled": True}]
    assert [m["preview"] for m in stage_calls(stage, "answer.example")] == [{"is_disabled": True}, None]


def stage_calls(stage: Stage, text: str) -> list[dict[str, Any]]:
    """How links are shown in what the bot sent of this text."""
    chats = stage.telegram_world.chats.values()
    sent = [m for chat in chats for m in chat.messages.values() if m.side.value == "bot"]
    found = [m.body for m in sent if text in str(m.body.get("text", ""))]
    return [{"preview": body.get("link_preview_options")} for body in found]


async def test_help_says_that_view_once_pictures_do_not_arrive(rita: Phone) -> None:
    await rita.writes("/help")
    assert "viewed only once" in await rita.reads()


@pytest.mark.parametrize("most", SOME_AND_ALL)
async def test_on_the_board_each_kind_is_a_line(database: Database, most: int) -> None:
    async with staged(database) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        await olga.presses(f"pending:{number}")  # else a dice alone would be small talk
        lines = [({"dice": {"emoji": "🎯", "value": 6}}, "🎯 6"), *CONTENTS.values()][:most]
        uncopied = UNCOPIED[:most]
        for content, _ in [*lines, *uncopied]:
            await stage.telegram.do("message", person=rita.id, content=content)
            await stage.pass_time(seconds=3)
            await olga.presses(f"pending:{number}")
        comments = [text.replace("\\", "") for text in await stage.board.comments(number)]
        told = [line.replace("+79991234567", "+7 *** **-67 (Open in the bot shows the number)") for _, line in lines]
        assert comments[: len(lines)] == ["**Rita:** " + line.replace("\n", "\n> ") for line in told]
        named = zip(comments[len(lines) :], uncopied, strict=True)
        assert all(name in comment for comment, (_, name) in named)


async def sent(phone: Phone, **message: Any) -> int:
    """The id of a message, when the desk has come to rest and nothing more joins it."""
    result = await phone.stage.telegram.do("message", person=phone.id, **message)
    await phone.stage.settle()
    await phone.stage.pass_time(seconds=3)
    return int(result["message_ids"][0])


def every_kind() -> dict[str, dict[str, Any]]:
    """A message of each kind that people can send."""
    files = {kind: {"files": [{"kind": kind, "name": f"{kind}.bin", "size": 10}]} for kind in FILES}
    kinds = [kind for kind in CONTENTS if kind not in ("story", "poll")]  # which agents are asked about, or told of
    contents = {kind: {"content": CONTENTS[kind][0]} for kind in kinds}
    dice = {"dice": {"content": {"dice": {"emoji": "🎯", "value": 6}}}}
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Oleg"}
    words = {"text": {"text": "It is cold"}, "forward": {"text": "So cold", "forward_origin": origin}}
    return {**words, **files, **contents, **dice}


@pytest.mark.parametrize("most", SOME_AND_ALL)
async def test_each_kind_can_be_reacted_to_and_taken_back(
    stage: Stage, rita: Phone, olga: Phone, heating: int, most: int
) -> None:
    await stage.pass_time(seconds=3)
    await olga.presses(f"pending:{heating}")  # else a sticker alone would be small talk
    for kind, message in list(every_kind().items())[:most]:
        known = {m["message_id"] for m in await olga.received()}
        said = await sent(rita, **message)
        got = [m for m in await olga.received() if m["message_id"] not in known]
        assert got, kind
        await stage.telegram.do("react", person=olga.id, message_id=got[0]["message_id"], emoji="🔥")
        await stage.settle()
        assert await rita.reactions(said) == ["🔥"], kind
        await rita.writes("/delete", reply_to=said)
        left = {m["message_id"] for m in await olga.received()} & {m["message_id"] for m in got}
        assert not left, kind
        assert said not in {m["message_id"] for m in await rita.chat()}, kind
        await olga.presses(f"pending:{heating}")


@pytest.mark.parametrize("most", SOME_AND_ALL)
async def test_a_caption_is_edited_both_ways(stage: Stage, rita: Phone, olga: Phone, heating: int, most: int) -> None:
    await stage.pass_time(seconds=3)
    card = (await olga.message_with(f"release:{heating}"))["message_id"]
    for kind in ("photo", "document", "video", "animation", "audio", "voice")[:most]:
        files = [{"kind": kind, "name": f"{kind}.bin", "size": 10}]
        for author, reader, more in ((rita, olga, {}), (olga, rita, {"reply_to": card})):
            said = await sent(author, files=files, caption="Left", **more)
            before = len(await reader.received())
            await stage.telegram.do("edit", person=author.id, message_id=said, caption="Right")
            await stage.settle()
            assert len(await reader.received()) == before, kind
            edited = await reader.containing("Right")
            assert words(edited).endswith(": Right\nedited"), kind
            assert edited["content"] == kind


@pytest.mark.parametrize("most", SOME_AND_ALL)
async def test_on_the_board_each_file_is_attached(database: Database, most: int) -> None:
    async with staged(database) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        await stage.pass_time(seconds=3)
        for kind in FILES[:most]:
            await olga.presses(f"pending:{number}")
            await sent(rita, files=[{"kind": kind, "name": f"{kind}.bin", "data_base64": PIXEL}])
        assert len([name for _, name in await stage.board.files(number) if name]) == len(FILES[:most])


async def test_what_telegram_refuses_its_author_hears_of(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    """Who takes no voice messages gets none of an agent's: what is sent by its id stays what it is."""
    await stage.telegram.do(
        "fault", method="sendVoice", status=400, chat_id=rita.id, description="Bad Request: VOICE_MESSAGES_FORBIDDEN"
    )
    await answers_with(olga, heating, files=[{"kind": "voice", "name": "voice.ogg", "size": 10}])
    assert await olga.reads() == text_of("answer-refused", number=heating, name="Rita K.")
