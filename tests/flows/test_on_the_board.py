"""Who somebody is on the board: linking, merging, signing; accounts without a phone."""

import pytest
from sqlalchemy import text

from tests.flows.acts import account, answers, dismissed, filed_and_taken, files, invite
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage


async def test_whoever_can_write_in_the_project_acts_as_an_agent(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await files(rita, "The heating does not work")
    await stage.board.comment(number, "On my way", by=user)
    assert words(await rita.last()) == f"#{number} · Pavel: On my way"
    assert await stage.board.section(number) == "In progress"
    await stage.board.complete(number, by=user)
    assert "Pavel" in words(await rita.message_with(f"solved:{number}:yes"))


async def test_link_offers_collaborators_nobody_has_linked_and_the_tokens_own_account(
    stage: Stage, olga: Phone, ivan: Phone
) -> None:
    pavel, maria = await stage.board.user("Pavel"), await stage.board.user("Maria")
    await stage.pass_time(seconds=60)
    await ivan.writes("/link")
    await ivan.presses(f"link:{pavel}")
    await olga.writes("/link")
    assert buttons(await olga.last()) == [f"link:{maria}", f"link:{await account(stage)}"]


@pytest.mark.broad
async def test_a_linked_account_is_nobody_elses(stage: Stage, olga: Phone, ivan: Phone) -> None:
    pavel = await stage.board.user("Pavel")
    await stage.pass_time(seconds=60)
    await olga.writes("/link")
    await ivan.writes("/link")
    await ivan.presses(f"link:{pavel}")
    await olga.presses(f"link:{pavel}")
    assert "Ivan" in (await olga.answers())[-1]["text"]
    stranger = await stage.board.user("Away", join=False)
    await olga.presses(f"link:{stranger}", on=(await olga.message_with(f"link:{pavel}"))["message_id"], force=True)
    assert (await olga.answers())[-1]["text"] == "This button is out of date."


@pytest.mark.broad
async def test_linking_merges_the_two_rows(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    user = await stage.board.user("Olga Petrova")
    number = await files(rita, "The heating does not work")
    await stage.board.update(number, by=user, responsible_uid=user)
    await stage.board.comment(number, "On my way", by=user)
    project = await stage.board.project_id()
    await stage.board.does("task/add", by=user, project_id=project, content="Buy a heater")
    await olga.writes("/link")
    await olga.presses(f"link:{user}")
    await olga.writes("/mine")
    assert f"#{number}" in words(await olga.last())
    await olga.writes("/tickets")
    assert "Buy a heater" in words(await olga.last())
    async with stage.database.sessions() as session:
        assert await session.scalar(text("select count(*) from people where todoist_id = :id"), {"id": user}) == 1
        assert await session.scalar(text("select count(*) from people where name like 'Olga%'")) == 1


@pytest.mark.broad
async def test_who_has_reacted_on_the_board_can_still_be_linked(stage: Stage, rita: Phone, olga: Phone) -> None:
    """Two accounts of hers, one after the other, and the same comment: the one row keeps one reaction of each door."""
    first, second = await stage.board.user("Olga Petrova"), await stage.board.user("O. P.")
    number = await filed_and_taken(rita, olga, "The heating does not work")
    said = await rita.writes("It is room 7")
    comment = await stage.board.comment_id(number, "It is room 7")
    for user, sign in ((first, "👍"), (second, "🔥")):
        await stage.board.does("comment/react", by=user, id=comment, reaction=sign)
    for user in (first, second):
        await olga.writes("/link")
        await olga.presses(f"link:{user}")
        assert words(await olga.last()).startswith("On the board you are")
        await olga.writes("/link off")
    assert await rita.reactions(said) == ["🔥"]
    async with stage.database.sessions() as session:
        assert list(await session.scalars(text("select signs from reactions"))) == ["🔥"]


async def test_an_admin_undoes_a_link(stage: Stage, olga: Phone, ivan: Phone) -> None:
    vera = stage.people["Vera"]
    user = await stage.board.user("O. Petrova")
    await stage.pass_time(seconds=60)
    await olga.writes("/link")
    await olga.presses(f"link:{user}")
    told = await vera.message_with(f"unlink:{olga.id}")
    await ivan.presses(f"unlink:{olga.id}", on=(await ivan.last())["message_id"], force=True)
    assert (await ivan.answers())[-1]["show_alert"]
    await vera.presses(f"unlink:{olga.id}")
    assert words(await olga.last()) == "Vera has undone your link to O. Petrova on the board."
    (told,) = [m for m in await vera.received() if m["message_id"] == told["message_id"]]
    assert words(told) == "Olga is no longer linked to O. Petrova on the board, by Vera."
    assert buttons(told) == []
    other = await stage.board.user("Olga P.")
    await stage.pass_time(seconds=60)
    await olga.writes("/link")
    await olga.presses(f"link:{other}")
    await vera.presses(f"unlink:{olga.id}", on=told["message_id"], force=True)
    assert (await vera.answers())[-1]["text"] == "This button is out of date."
    await olga.writes("/link")
    assert "Olga P." in words(await olga.last())


@pytest.mark.broad
async def test_a_former_members_account_is_offered_to_nobody_else(
    stage: Stage, olga: Phone, ivan: Phone, account_of_olga: str
) -> None:
    await ivan.writes("/link")
    before = await ivan.last()
    await dismissed(stage, olga)
    await ivan.writes("/link")
    assert f"link:{account_of_olga}" not in buttons(await ivan.last())
    await ivan.presses(f"link:{account_of_olga}", on=before["message_id"], force=True)
    await ivan.writes("/link")
    assert buttons(await ivan.last()), "he is linked to what was hers"
    await olga.writes(f"/start {await invite(stage.people['Vera'])}")
    await olga.writes("/link")
    await olga.presses(f"link:{account_of_olga}")
    assert words(await olga.last()).startswith("On the board you are")


async def test_admins_are_told_of_a_link_and_of_its_end(stage: Stage, olga: Phone) -> None:
    vera = stage.people["Vera"]
    user = await stage.board.user("O. Petrova")
    await stage.pass_time(seconds=60)
    await olga.writes("/link")
    await olga.presses(f"link:{user}")
    assert words(await vera.last()) == "Olga is O. Petrova on the board now."
    await vera.writes("/staff")
    assert "on the board: O. Petrova" in words(await vera.last())
    await olga.writes("/link off")
    assert "no longer linked" in words(await vera.last())


async def test_link_off_undoes_it_for_what_comes_later(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("O. Petrova")
    await stage.pass_time(seconds=60)
    await olga.writes("/link")
    await olga.presses(f"link:{user}")
    number = await files(rita, "The heating does not work")
    await stage.board.comment(number, "On my way", by=user)
    assert words(await rita.last()) == f"#{number} · Olga: On my way"
    await olga.writes("/link off")
    await stage.board.comment(number, "Still on my way", by=user)
    assert words(await rita.last()) == f"#{number} · O. Petrova: Still on my way"
    await olga.writes("/mine")
    assert f"#{number}" in words(await olga.last())


async def test_a_comment_is_signed_with_the_display_name_else_the_full_name(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    number = await files(rita, "The heating does not work")
    await stage.board.comment(number, "On my way", by=account_of_olga)
    assert words(await rita.last()) == f"#{number} · Olga: On my way"
    other = await stage.board.user("Pa\u202evel\nSmith")
    await stage.board.comment(number, "Me too", by=other)
    assert words(await rita.last()) == f"#{number} · Pavel Smith: Me too"


@pytest.mark.broad
@pytest.mark.usefixtures("account_of_olga")
async def test_a_full_name_equal_to_a_linked_persons_is_marked(stage: Stage, rita: Phone, olga: Phone) -> None:
    twin = await stage.board.user("Olga")
    number = await files(rita, "The heating does not work")
    await stage.board.comment(number, "I am the other one", by=twin)
    assert words(await rita.last()) == f"#{number} · Olga (board): I am the other one"


@pytest.mark.broad
async def test_what_a_dismissed_account_writes_becomes_a_note(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, account_of_olga: str
) -> None:
    number = await filed_and_taken(rita, ivan, "The heating does not work")
    await stage.people["Vera"].writes("/staff")
    await stage.people["Vera"].presses(f"person:{olga.id}")
    await stage.people["Vera"].presses(f"dismiss:{olga.id}")
    before = await rita.received()
    await stage.board.comment(number, "Do not listen to them", by=account_of_olga)
    assert len(await rita.received()) == len(before)
    assert words(await ivan.last()).startswith(f"// #{number}")
    assert words(await ivan.last()).endswith("Do not listen to them")


async def test_history_says_the_board_where_todoist_does_not_say_who_moved_it(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, account_of_olga: str
) -> None:
    number = await filed_and_taken(rita, ivan, "The heating does not work")
    await stage.board.move(number, "On hold", by=account_of_olga)
    moved = text("select actor_id, actor_name, origin from history where field = 'status' and new = 'on_hold'")
    async with stage.database.sessions() as session:
        assert tuple((await session.execute(moved)).one()) == (None, None, "todoist")
    await stage.board.move(number, "In progress", by=account_of_olga)
    await rita.writes(f"/ticket {number}")


@pytest.mark.broad
async def test_one_todoist_account_for_everybody(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    own = await account(stage)
    number = await filed_and_taken(rita, olga, "The heating does not work")
    assert (await stage.board.task(number))["responsible_uid"] is None
    assert "Olga" in (await stage.board.task(number))["description"]
    await stage.board.comment(number, "Said by one of us", by=own)
    assert words(await rita.last()).endswith("Said by one of us")
    await answers(ivan, await filed_and_taken(rita, ivan, "And the window does not close"), "Coming")
    assert words(await rita.last()) == "#2 · Ivan: Coming"
    for _ in range(3):
        await stage.pass_time(seconds=61)
    assert len([t for t in await rita.texts() if "Coming" in t]) == 1
    assert len([t for t in await rita.texts() if "Said by one of us" in t]) == 1
    await stage.board.move(number, "Pending", by=own)
    assert await stage.board.section(number) == "Pending"
    await stage.board.complete(number, by=own)
    assert f"solved:{number}:yes" in buttons(await rita.message_with(f"solved:{number}:yes"))
