"""What a task shows and what of it can be changed there: title, description, labels, priority, assignee."""

import pytest

from db.database import Database
from tests.breadth import apart
from tests.flows.acts import account, answers, filed_and_resolved, filed_and_taken, files, linked
from tests.flows.phone import Phone, words
from tests.flows.scenes import assignee, row, status
from tests.flows.stage import Stage, staged

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


@pytest.mark.broad
async def test_a_new_task_shows_number_subject_priority_and_section(stage: Stage, rita: Phone) -> None:
    number = await files(rita, ASKED)
    task = await stage.board.task(number)
    assert task["content"] == f"#{number} {ASKED}"
    assert (task["priority"], task["labels"]) == (2, ["needs-answer"])
    assert await stage.board.section(number) == "New"


async def test_renaming_changes_the_subject_kept_whole(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    long = "Projector, hall B: green tint since the power failure, spare one is in the store room behind the stage " * 3
    await stage.board.update(number, by=user, content=f"#{number} {long.strip()}")
    assert await _subject(stage, number) == long.strip()
    await rita.writes("And it flickers")
    assert (await stage.board.task(number))["content"] == f"#{number} {long.strip()}"


@pytest.mark.broad
async def test_the_number_is_put_back_and_an_empty_title_too(stage: Stage, rita: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await files(rita, ASKED)
    task = (await stage.board.task(number))["id"]
    await stage.board.does("task/update", by=user, id=task, content="Green projector")
    assert (await stage.board.by_id(task))["content"] == f"#{number} Green projector"
    assert await _subject(stage, number) == "Green projector"
    await stage.board.does("task/update", by=user, id=task, content=f"#{number}")
    assert (await stage.board.by_id(task))["content"] == f"#{number} Green projector"
    assert await _subject(stage, number) == "Green projector"


@pytest.mark.broad
async def test_the_description_says_who_asks_what_and_who_reads(stage: Stage, rita: Phone, olga: Phone) -> None:
    await _categories(stage, "Technical")
    await rita.writes(ASKED)
    await rita.presses("cat:1:1")
    await rita.presses("send:1")
    await olga.presses("claim:1")
    told = (await stage.board.task(1))["description"]
    assert ASKED in told
    for part in ("Rita K.", "Technical", "with Olga", "Rita K. reads the comments here", "//"):
        assert part in told, part


@pytest.mark.broad
async def test_the_description_is_kept_up_to_date_and_what_agents_write_around_it_stays(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    user = await stage.board.user("Pavel")
    number = await files(rita, ASKED)
    ours = (await stage.board.task(number))["description"]
    await stage.board.update(number, by=user, description=f"Call hall B first\n\n{ours}\n\nSpare: store room")
    await olga.presses(f"claim:{number}")
    told = (await stage.board.task(number))["description"]
    assert told.startswith("Call hall B first\n\n")
    assert told.endswith("\n\nSpare: store room")
    assert "with Olga" in told
    await stage.board.update(number, by=user, description="Only this is left")
    await olga.writes(f"/release {number}")
    told = (await stage.board.task(number))["description"]
    assert told.endswith("Only this is left")
    assert ASKED in told


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


@pytest.mark.parametrize(("shown", "stored"), apart([(4, 1), (3, 2), (2, 3), (1, 4)]))
async def test_p1_to_p4_are_critical_to_low(stage: Stage, rita: Phone, olga: Phone, shown: int, stored: int) -> None:
    user = await stage.board.user("Pavel")
    number = await files(rita, ASKED)
    await stage.board.update(number, by=user, priority=shown)
    assert (await row(stage, "select priority from tickets where number = :n", n=number))[0] == stored
    await olga.writes(f"/priority {number} {5 - stored}")
    assert (await stage.board.task(number))["priority"] == stored


@pytest.mark.broad
async def test_a_label_equal_to_a_categorys_name_is_the_category(stage: Stage, rita: Phone, olga: Phone) -> None:
    await _categories(stage, "Technical", "Access rights")
    user = await stage.board.user("Pavel")
    number = await files(rita, ASKED)
    await stage.board.update(number, by=user, labels=["needs-answer", "technical"])
    assert await _category(stage, number) == "Technical"
    assert set((await stage.board.task(number))["labels"]) == {"technical", "needs-answer"}
    await olga.writes(f"/category {number} Access rights")
    assert set((await stage.board.task(number))["labels"]) == {"Access_rights", "needs-answer"}


@pytest.mark.broad
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


@pytest.mark.broad
async def test_a_removed_categorys_label_becomes_a_tag(stage: Stage, rita: Phone) -> None:
    await _categories(stage, "Technical")
    user = await stage.board.user("Pavel")
    number = await files(rita, ASKED)
    await stage.board.update(number, by=user, labels=["needs-answer", "Technical"])
    await stage.people["Vera"].writes("/categories remove 1")
    await stage.pass_time(seconds=61)
    assert "Technical" in (await stage.board.task(number))["labels"]
    assert (await _category(stage, number), await _tags(stage, number)) == (None, ["Technical"])
    await stage.board.update(number, by=user, labels=["needs-answer"])
    await _categories(stage, "Technical")
    await stage.board.update(number, by=user, labels=["needs-answer", "Technical"])
    anew = await row(stage, "select removed_at from categories c join tickets t on t.category_id = c.id")
    assert anew[0] is None, "the one there is now"


async def test_other_labels_are_tags(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await files(rita, ASKED)
    await stage.board.update(number, by=user, labels=["needs-answer", "hall-b", "vip"])
    assert sorted(await _tags(stage, number)) == ["hall-b", "vip"]
    await olga.writes(f"/claim {number}")
    assert set((await stage.board.task(number))["labels"]) == {"needs-answer", "hall-b", "vip"}


@pytest.mark.broad
@pytest.mark.parametrize(("locale", "label"), apart([("en", "needs-answer"), ("ru", "нужен-ответ")]))
async def test_needs_answer_is_on_while_the_requester_spoke_last(database: Database, locale: str, label: str) -> None:
    async with staged(database, locale=locale) as stage:
        rita, olga = await stage.phone("Rita"), await stage.agent("Olga")
        user = await stage.board.user("Pavel")
        number = await filed_and_taken(rita, olga, ASKED)
        assert (await stage.board.task(number))["labels"] == [label]
        await answers(olga, number, "On my way")
        assert (await stage.board.task(number))["labels"] == []
        await rita.writes("It is dark now")
        assert (await stage.board.task(number))["labels"] == [label]
        await stage.board.update(number, by=user, labels=[])
        await rita.writes("And it smells")
        assert (await stage.board.task(number))["labels"] == [label]
        await olga.writes(f"/resolve {number}")
        assert (await stage.board.task(number))["labels"] == []
        await stage.board.update(number, by=user, labels=["needs-answer", "нужен-ответ"])
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


@pytest.mark.broad
async def test_an_assignee_the_board_cannot_show_leaves_it_unassigned_and_is_named(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    user = await linked(stage, ivan)
    number = await filed_and_taken(rita, olga, ASKED)
    task = await stage.board.task(number)
    assert task["responsible_uid"] is None
    assert "with Olga" in task["description"]
    await stage.board.update(number, by=user, priority=4)
    await stage.board.move(number, "On hold", by=user)
    assert await assignee(stage, number) == "Olga"
    await stage.board.update(number, by=user, responsible_uid=user)
    assert await assignee(stage, number) == "Ivan"
    await olga.writes(f"/claim {number}")
    await ivan.presses(f"hand:{number}")
    await ivan.presses(f"give:{number}:{olga.id}")
    assert await assignee(stage, number) == "Olga"
    assert (await stage.board.task(number))["responsible_uid"] is None
    await stage.pass_time(seconds=61)
    assert await assignee(stage, number) == "Olga"


@pytest.mark.broad
async def test_who_leaves_the_project_keeps_the_ticket(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await linked(stage, ivan)
    user = await linked(stage, olga)
    number = await filed_and_taken(rita, olga, ASKED)
    await stage.board.does("leave", by=user, user=user, project_id=await stage.board.project_id())
    assert (await stage.board.task(number))["responsible_uid"] is None
    assert await assignee(stage, number) == "Olga"


@pytest.mark.broad
async def test_a_board_of_one_account_has_no_assignees(stage: Stage, rita: Phone, olga: Phone) -> None:
    own = await account(stage)
    await olga.writes("/link")
    await olga.presses(f"link:{own}")
    number = await filed_and_resolved(rita, olga, ASKED)
    task = await stage.board.task(number)
    assert task["responsible_uid"] is None
    assert "with Olga" in task["description"]
    assert words(await rita.message_with(f"solved:{number}:yes"))
