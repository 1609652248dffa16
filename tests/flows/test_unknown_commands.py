"""A command that nobody knows is answered, and by no way do its words, or those of a known command in a place where it
is none, reach a requester."""

from typing import Any

import pytest

from tests.flows.acts import answers, files, new_messages
from tests.flows.phone import PIXEL, Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.flows.test_content_edits import edits
from tests.flows.test_whose_words import PASSED_ON
from tests.sql import scalar
from tests.texts import IN_BOTH, piece_of, text_of

pytestmark = pytest.mark.sentence("3.4 Commands")

BOARD = False
TYPED = [
    "/ntoe they never read the manual", "/take-7", "/resovle", "/", "/ closed", "/var/log is full", "\u200b/ntoe x",
    "／ntoe x", "/ntoe@other_bot x", "/NTOE x", "/it's been closed",
]  # fmt: skip


async def _said(phone: Phone, before: list[dict[str, Any]]) -> list[str]:
    return [words(one) for one in await new_messages(phone, before)]


@pytest.mark.parametrize("typed", TYPED)
async def test_it_reaches_no_requester_by_any_way_of_telegram(
    stage: Stage, rita: Phone, olga: Phone, heating: int, typed: str
) -> None:
    answer = await answers(olga, heating, "We come on Monday")
    card = (await olga.message_with(f"release:{heating}"))["message_id"]
    await stage.pass_time(seconds=30)
    before, sent = await rita.received(), len(await olga.received())
    await olga.writes(typed, reply_to=card)
    await olga.writes(typed, reply_to=answer)
    await olga.writes(typed)
    assert f"to:{heating}" not in [one for m in (await olga.received())[sent:] for one in buttons(m)]
    await olga.sends("photo", caption=typed, reply_to=card)
    await olga.sends("document", caption=typed)
    await olga.sends("photo", "photo", "photo", caption=typed, reply_to=card)
    await edits(olga, answer, typed)
    await olga.writes(typed, **PASSED_ON)
    heard = await _said(olga, (await olga.received())[:sent])
    assert len(heard) == 8, heard
    assert all("Nothing was sent." in one or "Nothing has changed" in one for one in heard), heard
    for _ in range(3):
        await olga.writes("Where does this go?")
        await olga.writes(typed)
        await olga.writes(typed)
        await olga.presses(f"to:{heating}")
    await stage.pass_time(minutes=10)
    assert await _said(rita, before) == [f"#{heating} · Olga: Where does this go?"] * 3
    assert "We come on Monday" in " ".join(await rita.texts())


async def test_no_more_dangerous_command_is_suggested_and_other_words_for_one_are_known(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera = stage.vera
    for typed, near in (
        ("/canned", "replies"), ("/templates", "replies"), ("/rights", "staff"),
        ("/blockd", "blocked"), ("/resovle", "resolve"),
    ):  # fmt: skip
        await vera.writes(typed)
        assert await vera.reads() == text_of("command-mistyped", typed=typed, near=near)
    for typed in ("/canned", "/realise", "/anounced", "/mrege2"):
        for phone in (vera, olga):
            await phone.writes(typed)
            said = await phone.reads()
            grave = ("/cancel", "/erase", "/forgetme", "/release", "/announce", "/merge")
            assert not [one for one in grave if f"Did you mean {one}?" in said], said
    await rita.writes("/canned")
    assert "Did you mean" not in " ".join(await rita.texts())


@IN_BOTH
async def test_what_is_off_says_so_to_who_may_switch_it_on(stage: Stage, olga: Phone, language: str) -> None:
    vera = stage.vera
    async with stage.speaking(language):
        for typed, key in (("/ideas", "ideas"), ("/idea more lamps", "ideas"), ("/write @Rita hello", "write_first")):
            await vera.writes(typed)
            name = typed.split(maxsplit=1)[0]
            setting = text_of(f"setting-{key}".replace("_", "-"))
            assert await vera.reads() == text_of("command-off", typed=name, setting=setting)
            assert await vera.buttons() == [f"setto:{key}:on"]
        first = (await vera.message_with("setto:ideas:on"))["message_id"]
        await vera.presses("setto:write_first:on")
        assert await row(stage, "select value from settings where key = 'write_first'") == (True,)
        await vera.presses("setto:ideas:on", on=first, force=True)
        assert await row(stage, "select count(*) from settings") == (1,), "a press on an old one changes nothing"
        await vera.writes("/ideas")
        await vera.presses("setto:ideas:on")
        await vera.writes("/ideas")
        assert piece_of("command-off", typed="/ideas") not in await vera.reads()


async def test_a_requesters_words_that_only_begin_with_a_slash_are_theirs(stage: Stage, rita: Phone) -> None:
    await rita.drafts("/home is full, I cannot save anything")
    await rita.presses("send:1")
    assert (await scalar(stage, "select subject from tickets")).startswith("/home is full")


@pytest.mark.parametrize("typed", ["/price 1 1500", "/idea more lamps", "/register me", "/write 1 hello"])
async def test_a_command_of_what_is_switched_off_files_nothing(
    stage: Stage, rita: Phone, olga: Phone, typed: str
) -> None:
    for phone in (rita, olga):
        await phone.writes(typed)
        assert await phone.reads() == text_of("command-unknown", typed=typed.split(maxsplit=1)[0])
    await stage.pass_time(minutes=10)
    assert await row(stage, "select count(*) from tickets") == (0,)


@pytest.mark.parametrize("typed", ["/note they never read the manual", "/resolve", "/new x", "/Claim@other_bot 1"])
async def test_no_sent_answer_is_edited_into_a_known_command(
    stage: Stage, rita: Phone, olga: Phone, heating: int, typed: str
) -> None:
    answer = await answers(olga, heating, "We come on Monday")
    await stage.pass_time(seconds=30)
    before = await rita.received()
    await edits(olga, answer, typed)
    assert piece_of("edit-command") in await olga.reads()
    assert await rita.received() == before
    waiting = await olga.writes("Where does this go?")
    await edits(olga, waiting, typed)
    await olga.presses(f"to:{heating}")
    assert await _said(rita, before) == [f"#{heating} · Olga: Where does this go?"]


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("replies", [True, False])
async def test_no_part_of_an_album_is_sent_whichever_caption_is_a_command(
    stage: Stage, rita: Phone, olga: Phone, heating: int, at: int, replies: bool
) -> None:
    before, sent = await rita.received(), await olga.received()
    files = [{"kind": "photo", "data_base64": PIXEL, "caption": "/ntoe rude" if n == at else ""} for n in range(3)]
    card = (await olga.message_with(f"release:{heating}"))["message_id"] if replies else None
    await stage.telegram.do("message", person=olga.id, reply_to=card, files=files)
    await stage.settle()
    await stage.pass_time(minutes=1)
    assert await rita.received() == before
    assert "I don’t know /ntoe. Did you mean /note? Nothing was sent." in await _said(olga, sent)
    assert f"to:{heating}" not in [one for m in await new_messages(olga, sent) for one in buttons(m)]


@pytest.mark.board
async def test_on_the_board_it_is_kept_for_the_team_and_a_remark_says_so(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    stranger = await stage.board.user("Pavel")
    number = await files(rita, "The heating does not work")
    await stage.board.comment(number, "We come on Monday", by=account_of_olga)
    await stage.settle()
    before = await rita.received()
    for typed, by in (("/resovle", account_of_olga), ("/resolve", stranger), ("**/note** he is rude", account_of_olga)):
        await stage.board.comment(number, typed, by=by)
        await stage.settle()
        assert (await stage.board.comments(number))[-1].startswith("// Not sent: /")
    comment = await stage.board.comment_id(number, "We come on Monday")
    await stage.board.does("comment/update", by=account_of_olga, id=comment, content="/note he is rude")
    await stage.settle()
    assert "begins with “/”" in (await stage.board.comments(number))[-1]
    assert await rita.received() == before
    await stage.board.comment(number, "// /resolve is for later", by=account_of_olga)
    await stage.settle()
    assert await rita.received() == before
