"""Trainees on the board: their comments wait under the task, and a 👍 sends them."""

import pytest

from tests.flows.acts import answers, filed_and_taken, linked
from tests.flows.phone import Phone, words
from tests.flows.scenes import changes, status
from tests.flows.stage import Stage
from tests.flows.trainees import as_role, decides, drafts_of
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Trainees")

SAID = "Switch it off and leave the room"
ASKED = "The projector in hall B shows everything in green"


async def test_a_comment_waits_until_a_thumb_is_on_it(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    vera = await linked(stage, stage.people["Vera"])
    number, got = await filed_and_taken(rita, olga, ASKED), len(await rita.received())
    await as_role(stage, olga, "trainee")
    await stage.board.comment(number, SAID, by=account_of_olga)
    assert await stage.board.comments(number) == [SAID, f"// {text_of('remark-draft', name='Olga')}"]
    assert len(await rita.received()) == got
    comment = await stage.board.comment_id(number, SAID)
    await stage.board.does("comment/react", by=account_of_olga, id=comment, reaction="👍")
    assert await drafts_of(stage) == [("waiting", None)]
    await stage.board.does("comment/react", by=vera, id=comment, reaction="👍")
    assert words(await rita.last()) == f"#{number} · Olga: {SAID}"
    assert await stage.board.comments(number) == [SAID, f"// {text_of('remark-draft-sent', by='Vera')}"]
    assert [new for _, new, _ in await changes(stage, number, "approval")] == ["sent"]
    await stage.people["Vera"].writes(f"/history {number}")
    assert "answer that waited for approval: sent as written" in words(await stage.people["Vera"].last())


async def test_an_answer_of_telegram_is_marked_until_it_is_sent(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_taken(rita, olga, ASKED)
    await as_role(stage, olga, "trainee")
    await answers(olga, number, SAID)
    assert (await stage.board.comments(number))[0] == f"// **Olga:** {SAID}"
    await decides(stage.people["Vera"], "send")
    assert (await stage.board.comments(number))[0] == f"**Olga:** {SAID}"


async def test_a_completed_task_comes_back_until_it_is_approved(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    number = await filed_and_taken(rita, olga, ASKED)
    await as_role(stage, olga, "trainee")
    await stage.board.complete(number, by=account_of_olga)
    assert await status(stage, number) != "resolved"
    assert not (await stage.board.task(number))["checked"]
    assert (await stage.board.comments(number))[-1] == f"// {text_of('remark-draft-status', name='Olga')}"
    assert await drafts_of(stage) == [("waiting", "resolve")]
    await decides(stage.people["Vera"], "send")
    assert await status(stage, number) == "resolved"
    assert f"// {text_of('remark-draft-status', name='Olga')}" not in await stage.board.comments(number)
