"""A comment that begins with a quote of what was said answers that message; what stays inside is never quoted outside
(product.md, section 3.3)."""

import pytest

from tests.flows.acts import answers, filed_and_taken, linked
from tests.flows.phone import Phone, words
from tests.flows.scenes import filed
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("Contents of messages")

ASKED = "The heating does not work"
COLD = "Room 7 is cold and room_8 is *hot*"


async def _asked(stage: Stage, rita: Phone, olga: Phone) -> tuple[int, str, int]:
    """A ticket, the agent's account on the board, and the message that is going to be quoted: not the last one."""
    user = await linked(stage, olga)
    number = await filed_and_taken(rita, olga, ASKED)
    asked = await rita.writes(COLD)
    await rita.writes("Something else entirely")
    await stage.pass_time(seconds=3)
    return number, user, asked


@pytest.mark.parametrize(
    ("quote", "part"),
    [
        ("> Room 7 is cold", "Room 7 is cold"),
        (r"> Room 7 is cold and room_8 is \*hot\*", COLD),
        ("> **Rita K.:** Room 7 is cold", "Room 7 is cold"),
        (">   is  cold", "is cold"),
    ],
)
async def test_the_message_it_quotes_is_answered(stage: Stage, rita: Phone, olga: Phone, quote: str, part: str) -> None:
    number, user, asked = await _asked(stage, rita, olga)
    await stage.board.comment(number, f"{quote}\n\nSince when?", by=user)
    answer = await rita.last()
    assert words(answer) == f"#{number} · Olga: Since when?"
    assert (answer["reply_to"], answer["quote"]) == (asked, part)
    assert (await stage.board.comments(number))[-1] == f"{quote}\n\nSince when?"


@pytest.mark.parametrize("quote", ["> the price list says 40", "> oom 7 is col", "> Kitchen is dark"])
async def test_a_quote_of_something_else_stays_as_it_is_written(
    stage: Stage, rita: Phone, olga: Phone, quote: str
) -> None:
    """Of a book, of half a word, of another ticket of hers."""
    number, user, _ = await _asked(stage, rita, olga)
    await filed(rita, "Kitchen is dark")
    await stage.board.comment(number, f"{quote}\nSo it is", by=user)
    answer = await rita.last()
    assert words(answer) == f"#{number} · Olga:\n{quote[2:]}\nSo it is"
    assert answer.get("quote") is None


async def test_a_note_is_never_quoted_to_a_requester(stage: Stage, rita: Phone, olga: Phone) -> None:
    number, user, _ = await _asked(stage, rita, olga)
    await answers(olga, number, "// the landlord owes us money")
    await stage.board.comment(number, "> the landlord owes us\nNothing new yet", by=user)
    assert await rita.reads() == f"#{number} · Olga: Nothing new yet"
    before = len(await rita.received())
    alone = await stage.board.comment(number, "> **Olga:** the landlord owes us money", by=user)
    await stage.board.does("comment/update", by=user, id=alone["id"], content="> the landlord owes us\nand so on")
    assert len(await rita.received()) == before
    assert not [text for text in await rita.texts() if "landlord" in text]


async def test_editing_the_answer_leaves_the_quote_where_it_is(stage: Stage, rita: Phone, olga: Phone) -> None:
    number, user, asked = await _asked(stage, rita, olga)
    comment = await stage.board.comment(number, "> Room 7 is cold\nSince when?", by=user)
    for content, said in (
        ("> Room 7 is cold\nSince Monday?", "Since Monday?"),
        ("Since Tuesday?", "Since Tuesday?"),
    ):
        await stage.board.does("comment/update", by=user, id=comment["id"], content=content)
        answer = await rita.last()
        assert words(answer) == f"#{number} · Olga: {said}\nedited"
        assert (answer["reply_to"], answer["quote"]) == (asked, "Room 7 is cold")


async def test_what_its_writer_took_back_is_quoted_no_more(stage: Stage, rita: Phone, olga: Phone) -> None:
    number, user, asked = await _asked(stage, rita, olga)
    await rita.writes("/delete", reply_to=asked)
    await stage.board.comment(number, "> Room 7 is cold\nSince when?", by=user)
    assert await rita.reads() == f"#{number} · Olga: Since when?"
