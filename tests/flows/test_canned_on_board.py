"""A comment that is only `!word`: its text goes, never the word; a remark shows what went, or which keys are near."""

import pytest

from tests.flows.acts import dismissed, files
from tests.flows.phone import Phone, words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.flows.test_canned import made
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Canned replies")

ASKED = "The projector in hall B shows everything in green"


async def said(stage: Stage, rita: Phone, number: int, text: str, by: str) -> tuple[list[str], list[str]]:
    """What a comment made of itself: what Rita got, and what stands under the task beside it."""
    heard, stood = len(await rita.received()), len(await stage.board.comments(number))
    await stage.board.comment(number, text, by=by)
    await stage.settle()
    got = [words(m) for m in (await rita.received())[heard:]]
    return got, (await stage.board.comments(number))[stood + 1 :]


async def test_a_key_on_the_board_sends_its_text_and_a_remark_shows_it(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    vera = stage.vera
    await made(vera, "Привет Hello {name},\n#1 is {number}. {agent}")
    await made(olga, "привет Olga's own", "own")
    await made(vera, "when Ready by {expected}")
    stranger = await stage.board.user("Pavel")
    number = await files(rita, ASKED)
    got, remarks = await said(stage, rita, number, "**!ПРИВЕТ** ", stranger)
    assert got == ["#1 · Pavel: Hello Rita,\n#1 is #1. Pavel"]
    assert len(remarks) == 1
    assert remarks[0].startswith("// Hello Rita,\n> ")
    assert piece_of("remark-canned", files=0) in remarks[0]
    assert (await said(stage, rita, number, "!привет", account_of_olga))[0] == ["#1 · Olga: Olga's own"]
    got, remarks = await said(stage, rita, number, "!привт", account_of_olga)
    assert (got, len(remarks)) == ([], 1)
    assert remarks[0].startswith(f"// {text_of('remark-canned-unknown', word='привт', near='!привет')}")
    got, remarks = await said(stage, rita, number, "!when", account_of_olga)
    assert (got, remarks) == ([], [f"// {text_of('remark-canned-missing', word='when')}"])
    assert (await said(stage, rita, number, "!привет всем", account_of_olga))[0] == ["#1 · Olga: !привет всем"]
    assert (await said(stage, rita, number, "// !привет", account_of_olga))[0] == []
    assert not [m for m in await rita.texts() if "!" in m.removesuffix("!привет всем")]
    assert await row(stage, "select count(*) from canned_uses") == (2,)
    await dismissed(stage, olga)
    assert (await said(stage, rita, number, "!привет", account_of_olga))[0] == []


async def test_editing_a_key_changes_nothing_and_no_edit_calls_one(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    await made(olga, "hello Good day", "own")
    number = await files(rita, ASKED)
    await said(stage, rita, number, "!hello", account_of_olga)
    await said(stage, rita, number, "!hullo", account_of_olga)
    await said(stage, rita, number, "It is the cable", account_of_olga)
    before, stood = await rita.texts(), await stage.board.comments(number)
    for old, new in (("!hello", "Go away"), ("!hullo", "!hello"), ("It is the cable", "!hello")):
        comment = await stage.board.comment_id(number, old)
        await stage.board.does("comment/update", by=account_of_olga, id=comment, content=new)
        await stage.settle()
    assert await rita.texts() == before
    after = await stage.board.comments(number)
    assert len(after) == len(stood) + 1
    assert after[-1] == f"// {text_of('remark-canned-edit')}"
    gone = await stage.board.comment_id(number, "Go away")
    await stage.board.does("comment/delete", by=account_of_olga, id=gone)
    await stage.settle()
    assert "Good day" not in " ".join(await rita.texts())


async def test_a_lost_answer_of_todoist_and_an_end_in_the_middle_send_nothing_twice(
    stage: Stage, rita: Phone, account_of_olga: str
) -> None:
    await made(stage.vera, "hello Good day, {name}")
    number = await files(rita, ASKED)
    heard = len(await rita.received())
    await stage.board.comment(number, "!hello", by=account_of_olga, quietly=True)
    await stage.mirroring.round()
    await stage.todoist.do("fault", path="sync", after=True, times=2, status=502, html=True)
    await stage.mirroring.round()  # the remark stands there, and nobody here knows it
    await stage.reopen()
    await stage.settle()
    await stage.pass_time(minutes=5)
    assert [words(m) for m in (await rita.received())[heard:]] == ["#1 · Olga: Good day, Rita"]
    assert sum("Sent for !hello" in one for one in await stage.board.comments(number)) == 1
    assert await row(stage, "select count(*) from canned_uses") == (1,)
