"""kill -9 of either process at each of twenty moments of the story: it completes, nothing is lost or doubled."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.kill.town import VERA, Town, town

RITA = 501
OLGA = 601

Step = Callable[[Town], Awaitable[object]]


async def _meet(town: Town) -> None:
    await town.says(VERA, "/invite")
    message = await town.until(lambda: town.got(VERA, "?start="), "Vera gets a link")
    code = message["text"].split("?start=")[1].split()[0].rstrip(".")
    await town.telegram.do("person", id=OLGA, first_name="Olga", language_code="en")
    await town.telegram.do("person", id=RITA, first_name="Rita", language_code="en")
    await town.says(OLGA, f"/start {code}")
    await town.until(lambda: town.chat(OLGA), "Olga is welcomed")


async def _board_user(town: Town) -> str:
    state = await town.todoist.read("state")
    return str(state["users"][0]["id"])


async def _comment(town: Town, number: int, text: str) -> None:
    task = await town.until(lambda: town.task(number), f"#{number} is on the board")
    await town.todoist.do("comment/add", **{"as": await _board_user(town)}, task_id=task["id"], content=text)


async def _drag(town: Town, number: int, section: str) -> None:
    task = await town.until(lambda: town.task(number), f"#{number} is on the board")
    state = await town.todoist.read("state")
    target = next(s["id"] for s in state["sections"] if s["name"] == section)
    await town.todoist.do("task/move", **{"as": await _board_user(town)}, id=task["id"], section_id=target)


async def _in(town: Town, number: int, section: str) -> None:
    async def there() -> bool:
        return await town.section(number) == section

    await town.until(there, f"#{number} is in {section}")


STEPS: list[Step] = [
    lambda t: t.says(RITA, "word-1 the upload of team North fails"),
    lambda t: t.says(RITA, "word-2 it says time is up"),
    lambda t: t.press(OLGA, "claim:1"),
    lambda t: t.says(OLGA, "word-3 which file is it", to="word-1"),
    lambda t: t.says(RITA, "word-4 the second one", to="word-3"),
    lambda t: _comment(t, 1, "word-5 the window is open again"),
    lambda t: t.says(RITA, "word-6 trying now", to="word-5"),
    lambda t: t.says(OLGA, "// word-7 check the limit later", to="word-6"),
    lambda t: _comment(t, 1, "// word-8 the limit is 500"),
    lambda t: t.press(OLGA, "pending:1"),
    lambda t: t.says(RITA, "word-9 still failing here", to="word-5"),
    lambda t: _drag(t, 1, "Pending"),
    lambda t: t.says(RITA, "word-10 another try failed", to="word-5"),
    lambda t: t.press(OLGA, "resolve:1"),
    lambda t: t.press(RITA, "solved:1:no"),
    lambda t: t.says(OLGA, "word-11 raised the limit", to="word-10"),
    lambda t: _comment(t, 1, "word-12 please reload the page"),
    lambda t: t.press(OLGA, "resolve:1"),
    lambda t: t.press(RITA, "solved:1:yes"),
    lambda t: t.press(RITA, "rate:1:5"),
]
TO_RITA = ["word-3", "word-5", "word-11", "word-12"]
TO_OLGA = ["word-4", "word-6", "word-9", "word-10"]
NOTES = ["word-7", "word-8"]


@pytest.mark.parametrize("name", ["bot", "todoist_sync"])
async def test_twenty_kills_in_one_story(name: str, database_url: str, tmp_path: Path) -> None:
    async with town(database_url, tmp_path) as made:
        await _meet(made)
        door = made.doors[name]
        for moment, step in enumerate(STEPS):
            await step(made)
            await made.after_calls(moment % 3)
            await door.kill()
            await door.start()
        assert door.kills == 20
        await _the_story_is_whole(made)


async def _the_story_is_whole(town: Town) -> None:
    async def done() -> bool:
        task = await town.task(1)
        comments = "\n".join(await town.comments(1))
        return bool(task and task["checked"]) and "★★★★★" in comments and all(w in comments for w in NOTES)

    await town.until(done, "the ticket ends on the board, with its stars")
    for person, expected in ((RITA, TO_RITA), (OLGA, TO_OLGA)):
        for word in expected:
            await town.until(lambda p=person, w=word: town.got(p, w), f"{person} gets {word}")  # type: ignore[misc]
    to_rita = [_text(m) for m in await town.chat(RITA) if m["from"] == "bot"]
    assert [w for t in to_rita for w in TO_RITA if t.endswith(_tail(w))] == TO_RITA
    assert not [t for t in to_rita for w in NOTES if w in t]
    comments = await town.comments(1)
    for word in [f"word-{n}" for n in range(3, 13)]:
        assert len([c for c in comments if f"{word} " in c]) == 1, (word, comments)


def _text(message: dict[str, object]) -> str:
    return str(message.get("text", message.get("caption", "")))


def _tail(word: str) -> str:
    return {
        "word-3": "word-3 which file is it",
        "word-5": "word-5 the window is open again",
        "word-11": "word-11 raised the limit",
        "word-12": "word-12 please reload the page",
    }[word]
