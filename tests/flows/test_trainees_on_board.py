"""Trainees on the board: their comments wait under the task, and a 👍 sends them."""

import pytest

from tests.flows.acts import filed_and_taken, linked
from tests.flows.phone import Phone
from tests.flows.scenes import changes
from tests.flows.stage import Stage
from tests.flows.trainees import as_role, drafts_of
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Trainees")

SAID = "Switch it off and leave the room"
ASKED = "The projector in hall B shows everything in green"


async def test_a_comment_waits_until_a_thumb_is_on_it(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    vera = await linked(stage, stage.vera)
    number, got = await filed_and_taken(rita, olga, ASKED), len(await rita.received())
    await as_role(stage, olga, "trainee")
    await stage.board.comment(number, SAID, by=account_of_olga)
    assert await stage.board.comments(number) == [SAID, f"// {text_of('remark-draft', name='Olga')}"]
    assert len(await rita.received()) == got
    comment = await stage.board.comment_id(number, SAID)
    await stage.board.does("comment/react", by=account_of_olga, id=comment, reaction="👍")
    assert await drafts_of(stage) == [("waiting", None)]
    await stage.board.does("comment/react", by=vera, id=comment, reaction="👍")
    assert await rita.reads() == f"#{number} · Olga: {SAID}"
    assert await stage.board.comments(number) == [SAID, f"// {text_of('remark-draft-sent', by='Vera')}"]
    assert [new for _, new, _ in await changes(stage, number, "approval")] == ["sent"]
    await stage.vera.writes(f"/history {number}")
    assert "answer that waited for approval: sent as written" in await stage.vera.reads()


async def test_a_member_with_more_rights_again_uses_them_by_their_unlinked_account(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    number = await filed_and_taken(rita, olga, ASKED)
    await olga.writes("/link off")
    await as_role(stage, olga, "trainee")
    await as_role(stage, olga, "agent")
    await stage.board.comment(number, SAID, by=account_of_olga)
    assert SAID in await rita.reads()


async def test_a_thumb_does_not_send_words_that_changed_with_it(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    vera = await linked(stage, stage.vera)
    number, got = await filed_and_taken(rita, olga, ASKED), len(await rita.received())
    await as_role(stage, olga, "trainee")
    await stage.board.comment(number, SAID, by=account_of_olga)
    comment = await stage.board.comment_id(number, SAID)
    changed = "Pour water on it"
    await stage.board.does("comment/update", by=account_of_olga, quietly=True, id=comment, content=changed)
    await stage.board.does("comment/react", by=vera, id=comment, reaction="👍")
    await stage.pass_time(seconds=61)
    assert await drafts_of(stage) == [("waiting", None)]
    assert len(await rita.received()) == got
    assert f"// {text_of('remark-draft-unread', sign='✅')}" in await stage.board.comments(number)
    await stage.board.does("comment/react", by=vera, id=comment, reaction="✅")
    assert await rita.reads() == f"#{number} · Olga: {changed}"


async def test_a_thumb_does_not_send_an_answer_to_which_the_requester_has_added_meanwhile(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    vera = await linked(stage, stage.vera)
    number = await filed_and_taken(rita, olga, ASKED)
    await as_role(stage, olga, "trainee")
    await stage.board.comment(number, SAID, by=account_of_olga)
    comment = await stage.board.comment_id(number, SAID)
    await stage.board.does("comment/react", by=vera, quietly=True, id=comment, reaction="👍")
    stage.clock.on(seconds=5)
    await rita.writes("It is on fire now")
    await stage.pass_time(seconds=61)
    assert await drafts_of(stage) == [("waiting", None)]
