"""Who somebody is on the board: linking, merging, signing; accounts without a phone."""

import pytest

from tests.flows.acts import account, filed_and_taken, files
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of
from todoist_sync.merge import task_text

pytestmark = pytest.mark.sentence("1 People")


async def test_whoever_can_write_in_the_project_acts_as_an_agent(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await files(rita, "The heating does not work")
    await stage.board.comment(number, "On my way", by=user)
    assert await rita.reads() == f"#{number} · Pavel: On my way"
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
    assert await olga.buttons() == [f"link:{maria}", f"link:{await account(stage)}"]


async def test_an_admin_undoes_a_link(stage: Stage, olga: Phone, ivan: Phone) -> None:
    vera = stage.vera
    user = await stage.board.user("O. Petrova")
    await stage.pass_time(seconds=60)
    await olga.writes("/link")
    await olga.presses(f"link:{user}")
    told = await vera.message_with(f"unlink:{olga.id}")
    await ivan.presses(f"unlink:{olga.id}", on=await ivan.last_id(), force=True)
    assert (await ivan.answer())["show_alert"]
    await vera.presses(f"unlink:{olga.id}")
    assert await olga.reads() == text_of("unlinked-you-by", by="Vera", board="O. Petrova")
    (told,) = [m for m in await vera.received() if m["message_id"] == told["message_id"]]
    assert words(told) == text_of("unlinked-by", name="Olga", board="O. Petrova", by="Vera")
    assert buttons(told) == []
    other = await stage.board.user("Olga P.")
    await stage.pass_time(seconds=60)
    await olga.writes("/link")
    await olga.presses(f"link:{other}")
    await vera.presses(f"unlink:{olga.id}", on=told["message_id"], force=True)
    assert (await vera.answer())["text"] == text_of("press-outdated")
    await olga.writes("/link")
    assert "Olga P." in await olga.reads()


async def test_admins_are_told_of_a_link_and_of_its_end(stage: Stage, olga: Phone) -> None:
    vera = stage.vera
    user = await stage.board.user("O. Petrova")
    await stage.pass_time(seconds=60)
    await olga.writes("/link")
    await olga.presses(f"link:{user}")
    assert await vera.reads() == text_of("linked", name="Olga", board="O. Petrova")
    await vera.writes("/staff")
    assert "on the board: O. Petrova" in await vera.reads()
    await olga.writes("/link off")
    assert piece_of("unlinked-by") in await vera.reads()


async def test_link_off_undoes_it_for_what_comes_later(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("O. Petrova")
    await stage.pass_time(seconds=60)
    await olga.writes("/link")
    await olga.presses(f"link:{user}")
    number = await files(rita, "The heating does not work")
    await stage.board.comment(number, "On my way", by=user)
    assert await rita.reads() == f"#{number} · Olga: On my way"
    await olga.writes("/link off")
    await stage.board.comment(number, "Still on my way", by=user)
    assert await rita.reads() == f"#{number} · O. Petrova: Still on my way"
    await olga.writes("/mine")
    assert f"#{number}" in await olga.reads()


@pytest.mark.board
async def test_a_copy_of_a_tickets_task_is_a_request_of_its_own(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, "The heating does not work")
    task, got = await stage.board.task(number), len(await rita.received())
    words_kept = f"{task['description']}\n\nThe same in hall C"
    copy = await stage.board.add(task["content"], by=user, labels=task["labels"], description=words_kept)
    await stage.pass_time(seconds=61)
    parted = await stage.board.by_id(copy["id"])
    assert parted["content"] == f"#{number + 1} The heating does not work"
    assert f"#{number} " not in parted["description"]
    assert parted["description"].count(task_text.BEGIN) == 1
    assert "The same in hall C" in parted["description"]
    await stage.board.comment(number + 1, "Not only here", by=user)
    assert len(await rita.received()) == got
    assert (await stage.board.task(number))["content"] == task["content"]
    await olga.writes("/queue")
    assert f"#{number + 1}" in await olga.reads()
