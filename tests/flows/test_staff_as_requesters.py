"""A member of staff with a problem of their own: what starts a request, and that in it they are its requester only."""

import pytest

from db.database import Database
from tests.breadth import apart
from tests.flows.acts import account, answers, files
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage, staged

pytestmark = pytest.mark.accompanied

BOARD = False


async def test_what_staff_write_starts_no_request_by_itself(stage: Stage, olga: Phone) -> None:
    await olga.writes("My own chair is broken, and there is no other")
    await stage.pass_time(minutes=10)
    assert words(await olga.last()) == "Where shall I send this?"
    await olga.writes("/queue")
    assert words(await olga.last()) == "The queue is empty."


async def test_new_starts_a_request_of_a_member_of_staff(stage: Stage, olga: Phone, ivan: Phone) -> None:
    number = await files(olga, "My own chair is broken")
    assert "My own chair is broken" in words(await ivan.message_with(f"claim:{number}"))


@pytest.mark.broad
async def test_to_new_under_where_to_starts_a_request_of_theirs(stage: Stage, olga: Phone, ivan: Phone) -> None:
    await olga.writes("My own chair is broken, and there is no other")
    await olga.presses("to:new")
    await stage.pass_time(seconds=31)
    assert "My own chair is broken" in words(await ivan.message_with("claim:1"))
    assert words(await olga.containing("now your own")).endswith("#1.")


@pytest.mark.broad
@pytest.mark.board
async def test_a_task_they_add_on_the_board_is_a_request_of_theirs(
    stage: Stage, olga: Phone, ivan: Phone, account_of_olga: str
) -> None:
    project = await stage.board.project_id()
    await stage.board.does("task/add", by=account_of_olga, project_id=project, content="Order more cables")
    await stage.pass_time(seconds=11)
    assert words(await ivan.message_with("claim:1")).splitlines()[0].startswith("🆕 #1 Olga")
    assert not [m for m in await olga.received() if "claim:1" in buttons(m)]
    await olga.writes("/tickets")
    assert "Order more cables" in words(await olga.last())


async def test_their_own_ticket_is_not_broadcast_to_them_and_they_cannot_take_it(
    stage: Stage, olga: Phone, ivan: Phone
) -> None:
    number = await files(olga, "My own chair is broken")
    assert not [m for m in await olga.received() if f"claim:{number}" in buttons(m)]
    await olga.writes(f"/claim {number}")
    assert words(await olga.last()) == f"#{number} is your own request; this is for somebody else on the team."
    receipt = (await olga.message_with(f"cancel:{number}"))["message_id"]
    for verb in ("claim", "resolve", "pending", "release", "hand", "progress", "hold"):
        await olga.presses(f"{verb}:{number}", on=receipt, force=True)
        assert (await olga.answers())[-1]["show_alert"], verb
    assert f"claim:{number}" in buttons(await ivan.message_with(f"claim:{number}"))
    await olga.writes(f"/note {number} I am the requester here")
    await ivan.presses(f"claim:{number}")
    await ivan.writes(f"/note {number} leave it until Monday")
    await olga.presses(f"open:{number}", on=receipt, force=True)
    assert "Monday" not in " ".join(await olga.texts())


@pytest.mark.broad
@pytest.mark.board
async def test_what_they_write_in_their_own_ticket_is_a_comment(stage: Stage, olga: Phone, ivan: Phone) -> None:
    number = await files(olga, "My own chair is broken")
    await ivan.presses(f"claim:{number}")
    await answers(ivan, number, "Which one?")
    answer = await olga.containing("Which one?")
    said = await olga.writes("// the red one", reply_to=answer["message_id"])
    assert await olga.reactions(said) == ["👀"]
    await stage.pass_time(seconds=3)
    assert words(await ivan.last()).endswith("// the red one")
    assert await stage.board.section(number) == "In progress"
    assert (await stage.board.comments(number))[-1].startswith("**Olga:** ")


@pytest.mark.broad
async def test_find_and_lists_treat_it_as_a_requesters(stage: Stage, olga: Phone, ivan: Phone) -> None:
    number = await files(olga, "The zebra poster hangs upside down")
    await ivan.presses(f"claim:{number}")
    await ivan.writes(f"/note {number} giraffe")
    await olga.writes("/find giraffe")
    assert "Nothing" in words(await olga.last())
    await olga.writes("/find zebra")
    assert f"#{number}" in words(await olga.last())
    await ivan.writes(f"/release {number}")
    await olga.writes("/queue")
    assert words(await olga.last()) == "The queue is empty."
    await olga.writes("/mine")
    assert f"#{number}" not in words(await olga.last())
    await olga.writes("/tickets")
    assert "zebra" in words(await olga.last())


@pytest.mark.board
async def test_unless_they_are_the_only_staff(stage: Stage) -> None:
    vera = stage.people["Vera"]
    number = await files(vera, "The only admin's chair is broken")
    assert f"claim:{number}" in buttons(await vera.last())
    await vera.presses(f"claim:{number}")
    await vera.presses(f"resolve:{number}")
    await vera.presses(f"solved:{number}:yes")
    assert (await stage.board.task(number))["checked"]


@pytest.mark.board
async def test_on_the_board_this_holds_for_comments_only(
    stage: Stage, olga: Phone, ivan: Phone, account_of_olga: str
) -> None:
    number = await files(olga, "My own chair is broken")
    await stage.board.comment(number, "It is the red one", by=account_of_olga)
    await ivan.presses(f"claim:{number}")
    assert (await stage.board.task(number))["checked"] is False
    assert await stage.board.section(number) == "Assigned"  # a comment, and no answer that takes it
    await stage.board.comment(number, "The red one near the window", by=account_of_olga)
    assert words(await ivan.last()).endswith("The red one near the window")
    await stage.board.move(number, "Resolved", by=account_of_olga)
    assert f"solved:{number}:yes" in buttons(await olga.message_with(f"solved:{number}:yes"))


@pytest.mark.broad
@pytest.mark.board
async def test_not_where_their_account_is_also_the_bots(stage: Stage, olga: Phone, ivan: Phone) -> None:
    own = await account(stage)
    await olga.writes("/link")
    await olga.presses(f"link:{own}")
    number = await files(olga, "My own chair is broken")
    await stage.board.comment(number, "Somebody answers with the shared account", by=own)
    assert words(await olga.last()) == f"#{number} · Olga: Somebody answers with the shared account"
    assert await stage.board.section(number) == "In progress"


@pytest.mark.parametrize("word", apart(["thanks!", "👍", "ok"]))
async def test_in_their_own_ticket_thanks_are_small_talk_too(stage: Stage, olga: Phone, ivan: Phone, word: str) -> None:
    number = await files(olga, "My own chair is broken")
    await ivan.presses(f"claim:{number}")
    await answers(ivan, number, "A new one is there")
    said = await olga.writes(word, reply_to=(await olga.containing("A new one"))["message_id"])
    assert await olga.reactions(said) == ["❤"]
    assert not [t for t in await ivan.texts() if t.endswith(word)]


@pytest.mark.broad
async def test_a_desk_of_one_admin_works_alone(database: Database) -> None:
    async with staged(database) as stage:
        vera, rita = stage.people["Vera"], await stage.phone("Rita")
        number = await files(rita, "Where is the cloakroom?")
        await vera.presses(f"claim:{number}")
        await answers(vera, number, "Ground floor, left")
        assert words(await rita.last()).endswith("Ground floor, left")
