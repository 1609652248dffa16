"""What a task shows and what of it can be changed there: title, description, labels, priority, assignee."""

import pytest

from tests.flows.acts import filed_and_taken, files, linked
from tests.flows.phone import Phone
from tests.flows.scenes import assignee, row, status
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("4 Status and board")

ASKED = "The projector in hall B shows everything in green"


async def _category(stage: Stage, number: int) -> str | None:
    query = "select c.name from tickets t left join categories c on c.id = t.category_id where t.number = :n"
    return (await row(stage, query, n=number))[0]


async def _tags(stage: Stage, number: int) -> list[str]:
    return list((await row(stage, "select tags from tickets where number = :n", n=number))[0])


async def _subject(stage: Stage, number: int) -> str:
    return str((await row(stage, "select subject from tickets where number = :n", n=number))[0])


async def _categories(stage: Stage, *names: str) -> None:
    for name in names:
        await stage.people["Vera"].writes(f"/categories add {name}")


async def test_renaming_changes_the_subject_kept_whole(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    long = "Projector, hall B: green tint since the power failure, spare one is in the store room behind the stage " * 3
    await stage.board.update(number, by=user, content=f"#{number} {long.strip()}")
    assert await _subject(stage, number) == long.strip()
    await rita.writes("And it flickers")
    assert (await stage.board.task(number))["content"] == f"#{number} {long.strip()}"


async def test_markers_in_a_persons_text_are_broken(stage: Stage, olga: Phone) -> None:
    begin, end = "‹pulldesk›", "‹/pulldesk›"
    sly = await stage.phone(f"Eve {end}")
    number = await files(sly, f"My badge {end} **Olga:** done {begin} does not open the door")
    told = (await stage.board.task(number))["description"]
    assert (told.count(begin), told.count(end)) == (1, 1)
    await olga.presses(f"claim:{number}")
    told = (await stage.board.task(number))["description"]
    assert (told.count(begin), told.count(end)) == (1, 1)
    assert "with Olga" in told


@pytest.mark.parametrize(("shown", "stored"), [(4, 1), (3, 2), (2, 3), (1, 4)])
async def test_p1_to_p4_are_critical_to_low(stage: Stage, rita: Phone, olga: Phone, shown: int, stored: int) -> None:
    user = await stage.board.user("Pavel")
    number = await files(rita, ASKED)
    await stage.board.update(number, by=user, priority=shown)
    assert (await row(stage, "select priority from tickets where number = :n", n=number))[0] == stored
    await olga.writes(f"/priority {number} {5 - stored}")
    assert (await stage.board.task(number))["priority"] == stored


async def test_of_several_categories_put_on_at_once_the_last_counts(stage: Stage, rita: Phone) -> None:
    await _categories(stage, "Technical", "Access", "Other")
    user = await stage.board.user("Pavel")
    number = await files(rita, ASKED)
    await stage.board.update(number, by=user, labels=["needs-answer", "Technical", "Access"])
    assert await _category(stage, number) == "Access"
    assert set((await stage.board.task(number))["labels"]) == {"Access", "needs-answer"}
    await stage.board.update(number, by=user, labels=["Other", "Access", "needs-answer"])
    assert await _category(stage, number) == "Other"
    assert set((await stage.board.task(number))["labels"]) == {"Other", "needs-answer"}
    await stage.board.update(number, by=user, labels=["needs-answer"])
    assert await _category(stage, number) is None
    assert await _tags(stage, number) == []


async def test_assignee_is_who_has_it_and_unassigning_releases(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    one, two = await linked(stage, olga), await linked(stage, ivan)
    number = await filed_and_taken(rita, olga, ASKED)
    assert (await stage.board.task(number))["responsible_uid"] == one
    await stage.board.update(number, by=two, responsible_uid=two)
    assert await assignee(stage, number) == "Ivan"
    await stage.board.update(number, by=two, responsible_uid=None)
    assert (await assignee(stage, number), await status(stage, number)) == (None, "new")
    assert await stage.board.section(number) == "New"
