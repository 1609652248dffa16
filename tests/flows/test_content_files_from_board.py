"""What an agent attaches to a comment arrives in Telegram as what it is, once uploaded, else as a line (product.md,
sections 4 and 6)."""

import base64
from typing import Any

import pytest

from tests.flows.acts import account, filed_and_taken, files
from tests.flows.phone import PIXEL, Phone, words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Contents of messages")

ASKED = "The projector in hall B shows everything in green"
PICTURE = base64.b64decode(PIXEL)
MB = 1024 * 1024


def _kinds(message: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(file["kind"], file["name"]) for file in message["files"]]


async def _asked(stage: Stage) -> int:
    """How often the board was asked for anything that is not the mirror's: it uses `/sync` and its own lists."""
    calls = (await stage.todoist.read("calls"))["recent"]
    return len([call for call in calls if call["method"] == "GET"])


async def test_each_arrives_as_what_it_is(stage: Stage, rita: Phone, olga: Phone, account_of_olga: str) -> None:
    number = await files(rita, ASKED)
    for name, data, kind in (
        ("cable.png", PICTURE, "photo"),
        ("beep.mp3", b"ID3 sound", "audio"),
        ("film.mp4", b"moving", "video"),
        ("dance.gif", b"GIF89a moving", "animation"),
        ("list.pdf", b"%PDF", "document"),
        ("a 'list'; of things.pdf", b"%PDF", "document"),
        ("plan.svg", b"<svg/>", "document"),
        ("broken.png", b"no picture at all", "document"),
    ):
        known = len(await rita.received())
        await stage.board.attach(number, name.replace("'", '"'), data, by=account_of_olga, text="see")
        (got,) = (await rita.received())[known:]
        assert _kinds(got) == [(kind, None if kind == "photo" else name)]
        assert words(got) == f"#{number} · Olga: see", name


OPUS = b"OggS\0\2" + bytes(20) + b"\x01\x13OpusHead\1\1" + bytes(40)
VORBIS = b"OggS\0\2" + bytes(20) + b"\x01\x1e\x01vorbis" + bytes(40)


RECORDINGS: list[tuple[str, bytes, dict[str, Any], str]] = [
    ("recording.ogg", OPUS, {}, "voice"),
    ("recording.oga", OPUS, {"mime": "application/ogg"}, "voice"),
    ("recording.opus", OPUS, {"mime": "application/octet-stream"}, "voice"),
    ("recording.m4a", b"\0\0\0 ftypM4A ", {"mime": "audio/x-m4a", "duration": 7}, "voice"),
    ("recording.mp3", b"ID3 sound", {"duration": 7}, "voice"),
    ("song.m4a", b"\0\0\0 ftypM4A ", {"mime": "audio/mp4"}, "audio"),
    ("song.ogg", VORBIS, {}, "audio"),
    ("recording.wav", b"RIFF", {"duration": 7}, "audio"),
]


async def test_a_recording_arrives_as_a_voice_message(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    """Where it is one that Telegram takes: Opus in Ogg, or MP3 and M4A of which the board tells how long they play."""
    number = await files(rita, ASKED)
    for name, data, more, kind in RECORDINGS:
        known = len(await rita.received())
        await stage.board.attach(number, name, data, by=account_of_olga, text="listen", **more)
        (got,) = (await rita.received())[known:]
        assert [kind for kind, _ in _kinds(got)] == [kind], name
        assert words(got) == f"#{number} · Olga: listen", name


async def test_who_takes_no_voice_messages_gets_the_recording_as_sound(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    number = await files(rita, ASKED)
    forbidden = "Bad Request: VOICE_MESSAGES_FORBIDDEN"
    await stage.telegram.do("fault", method="sendVoice", status=400, chat_id=rita.id, description=forbidden)
    await stage.board.attach(number, "recording.ogg", OPUS, by=account_of_olga, text="listen")
    assert [kind for kind, _ in _kinds(await rita.last())] == ["audio"]


async def test_an_answer_that_becomes_a_note_keeps_its_file(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    number = await filed_and_taken(rita, olga, ASKED)
    comment = await stage.board.attach(number, "bill.pdf", b"%PDF", by=account_of_olga, text="what it cost")
    await stage.board.does("comment/update", by=account_of_olga, id=comment["id"], content="// what it cost")
    assert await _of_notes(stage) == "bill.pdf"
    assert [said for said, _ in await stage.board.files(number)] == ["// what it cost"]


async def test_an_answer_of_telegrams_that_becomes_a_note_on_the_board_keeps_its_file(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await filed_and_taken(rita, olga, ASKED)
    card = await olga.message_with(f"release:{number}")
    await olga.sends("document", caption="what it cost", reply_to=card["message_id"])
    await stage.pass_time(seconds=3)
    own = await account(stage)
    comment = await stage.board.comment_id(number, "what it cost")
    await stage.board.does("comment/update", by=own, id=comment, content="// **Olga:** what it cost")
    assert await _of_notes(stage) == "document-0.png"
    await stage.pass_time(seconds=61)
    ((said, file),) = await stage.board.files(number)
    assert (said, file) == ("// **Olga:** what it cost", "document-0.png"), "it is there once"


async def _of_notes(stage: Stage) -> str | None:
    """The files of notes that stand."""
    of = "select string_agg(f.name, ' ') from files f join entries e on e.id = f.entry_id where e.kind = 'note'"
    return await scalar(stage, f"{of} and e.withdrawn_at is null")  # type: ignore[no-any-return]


@pytest.mark.parametrize("says", [60 * MB, 1000])
async def test_over_50_mb_the_requester_gets_name_and_size_and_the_agent_is_told(
    stage: Stage, rita: Phone, olga: Phone, says: int, account_of_olga: str
) -> None:
    number = await files(rita, ASKED)
    await stage.board.attach(number, "hall.mov", by=account_of_olga, text="The whole evening", size=60 * MB, says=says)
    named = "hall.mov, 60 MB" if says == 60 * MB else "hall.mov"
    assert await rita.reads() == (f"#{number} · Olga: The whole evening\n📎 {named}: too large for Telegram")
    told = text_of("file-too-large", file=named, number=number, name="Rita K.")
    assert words(await olga.containing("hall.mov")) == told
    assert (await stage.board.comments(number))[-1].startswith(f"// {named} in **#")
    assert (await row(stage, "select delivery from entries where kind = 'reply'")).delivery == "sent"


async def test_a_forged_address_is_asked_nothing(stage: Stage, rita: Phone, olga: Phone, account_of_olga: str) -> None:
    number = await files(rita, ASKED)
    task = await stage.board.task(number)
    for address in (
        "http://169.254.169.254/latest/meta-data",
        "https://evil.example/x",
        "file:///etc",
        "http://[::1",
        "https://files.todoist.com:99999/x",
        "https://files.todoist.com:x/",
        "https://a:b@files.todoist.com/x",
        "{board}/api/v1/user",
        "{board}/files/../api/v1/user",
        "{board}/files/%252e%252e/API%2fv1/user",
    ):
        forged = {"resource_type": "file", "file_name": "../../x\nx.pdf", "file_size": 4, "file_type": None}
        forged["file_url"] = address.replace("{board}", stage.todoist.url)
        before, known, told = await _asked(stage), len(await rita.received()), len(await olga.received())
        await stage.board.does(
            "comment/add", by=account_of_olga, task_id=task["id"], content="look", file_attachment=forged
        )
        (got,) = (await rita.received())[known:]
        lost = text_of("lack-lost", file="_.._x x.pdf, 1 KB")
        assert words(got) == f"#{number} · Olga: look\n📎 {lost}", address
        news = " ".join(words(m) for m in (await olga.received())[told:])
        assert piece_of("file-lost") in news, address
        assert await _asked(stage) == before, address


async def test_words_arrive_whatever_is_said_of_their_file(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    number = await files(rita, ASKED)
    task = await stage.board.task(number)
    good = {"resource_type": "file", "file_name": "x.pdf", "file_size": 4, "file_type": "application/pdf"}
    for n, address in enumerate((7, None, True, ["x"], {"a": 1}, "x\x00\ud800")):
        forged = {**good, "file_url": address, "title": "\x00"}
        await stage.board.does(
            "comment/add", by=account_of_olga, task_id=task["id"], content=f"look, {n}", file_attachment=forged
        )
        lost = text_of("lack-lost", file="x.pdf, 1 KB")
        assert await rita.reads() == f"#{number} · Olga: look, {n}\n📎 {lost}"


@pytest.mark.parametrize(
    "preview",
    [
        {"resource_type": "website", "url": "https://shop.example/help", "title": "Help", "image": "https://i"},
        {"resource_type": "url_short", "url": "https://shop.example/help"},
        {"resource_type": "video", "url": "https://shop.example/help", "image_width": 1},
    ],
)
async def test_the_preview_of_a_link_on_the_board_is_no_file(
    stage: Stage, rita: Phone, olga: Phone, preview: dict[str, Any]
) -> None:
    number = await filed_and_taken(rita, olga, ASKED)
    pavel, task = await stage.board.user("Pavel"), (await stage.board.task(number))["id"]
    said = "look at https://shop.example/help"
    await stage.board.does("comment/add", by=pavel, task_id=task, content=said, file_attachment=preview)
    assert words(await rita.containing("look at")).splitlines()[0].endswith(said)
    assert "📎" not in "\n".join(await rita.texts())


async def test_a_file_that_is_uploaded_after_its_comment_was_read_comes_then(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    """Once, and it goes when the comment is deleted."""
    number = await filed_and_taken(rita, olga, ASKED)
    pavel = await stage.board.user("Pavel")
    made = await stage.board.attach(number, "plan.pdf", b"plan", by=pavel, text="The plan", quietly=True)
    row = stage.todoist_world.notes.rows[made["id"]]
    row["file_attachment"] = {**row["file_attachment"], "upload_state": "pending"}
    await stage.settle()
    await rita.containing("The plan")
    assert [m for m in await rita.received() if m["files"]] == []
    row["file_attachment"] = {**row["file_attachment"], "upload_state": "completed"}
    stage.todoist_world.store_change(stage.todoist_world.notes, row)
    await stage.pass_time(minutes=1)
    assert len([m for m in await rita.received() if m["files"]]) == 1
    stage.todoist_world.store_change(stage.todoist_world.notes, row)
    await stage.pass_time(minutes=1)
    assert len([m for m in await rita.received() if m["files"]]) == 1
    await stage.board.does("comment/delete", by=pavel, id=made["id"])
    assert [m for m in await rita.received() if m["files"]] == []
