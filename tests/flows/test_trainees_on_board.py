"""Trainees on the board: their comments wait under the task, and a 👍 sends them."""

import pytest

from tests.flows.acts import answers, dismissed, filed_and_taken, linked
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


@pytest.mark.parametrize("role", ["trainee", "reviewer"])
async def test_an_unlinked_account_may_do_what_its_member_may(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, account_of_olga: str, role: str
) -> None:
    number, got = await filed_and_taken(rita, ivan, ASKED), len(await rita.received())
    await as_role(stage, olga, role)
    await olga.writes("/link off")
    await stage.board.comment(number, SAID, by=account_of_olga)
    await stage.board.complete(number, by=account_of_olga)
    assert len(await rita.received()) == got
    assert await status(stage, number) == "assigned"
    assert not (await stage.board.task(number))["checked"]
    assert await drafts_of(stage) == ([("waiting", "resolve")] if role == "trainee" else [])


async def test_drafts_of_an_unlinked_account_end_with_the_member(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, account_of_olga: str
) -> None:
    number = await filed_and_taken(rita, ivan, ASKED)
    await as_role(stage, olga, "trainee")
    await olga.writes("/link off")
    await stage.board.comment(number, SAID, by=account_of_olga)
    assert await drafts_of(stage) == [("waiting", None)]
    await dismissed(stage, olga)
    assert await drafts_of(stage) == [("ended", None)]


async def test_a_member_with_more_rights_again_uses_them_by_their_unlinked_account(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    number = await filed_and_taken(rita, olga, ASKED)
    await olga.writes("/link off")
    await as_role(stage, olga, "trainee")
    await as_role(stage, olga, "agent")
    await stage.board.comment(number, SAID, by=account_of_olga)
    assert SAID in words(await rita.last())


async def test_the_team_reads_that_the_board_is_open_while_somebody_may_do_less(stage: Stage, olga: Phone) -> None:
    vera, warning = stage.people["Vera"], text_of("staff-board-open")
    await vera.writes("/staff")
    assert warning not in words(await vera.last())
    await as_role(stage, olga, "trainee")
    await vera.writes("/staff")
    assert warning in words(await vera.last())
    await vera.writes("/settings board_members_only on")
    await vera.writes("/staff")
    assert warning not in words(await vera.last())


async def test_a_thumb_does_not_send_words_that_changed_with_it(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    vera = await linked(stage, stage.people["Vera"])
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
    assert words(await rita.last()) == f"#{number} · Olga: {changed}"


async def test_a_thumb_does_not_send_an_answer_to_which_the_requester_has_added_meanwhile(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    vera = await linked(stage, stage.people["Vera"])
    number = await filed_and_taken(rita, olga, ASKED)
    await as_role(stage, olga, "trainee")
    await stage.board.comment(number, SAID, by=account_of_olga)
    comment = await stage.board.comment_id(number, SAID)
    await stage.board.does("comment/react", by=vera, quietly=True, id=comment, reaction="👍")
    stage.clock.on(seconds=5)
    await rita.writes("It is on fire now")
    await stage.pass_time(seconds=61)
    assert await drafts_of(stage) == [("waiting", None)]
