"""What of a requester goes to the board: their name, places and files, each by a setting."""

import pytest

from tests.flows.acts import filed_and_taken
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("What of a requester goes to the board")


async def _sets(stage: Stage, key: str, value: str) -> None:
    await stage.vera.writes(f"/settings {key} {value}")


@pytest.mark.parametrize(("value", "shown"), [("initial", "Kim L."), ("full", "Kim Lee"), ("number", "Requester ")])
async def test_as_whom_the_board_shows_a_requester(stage: Stage, olga: Phone, value: str, shown: str) -> None:
    await _sets(stage, "board_names", value)
    kim = await stage.phone("Kim", last_name="Lee")
    number = await filed_and_taken(kim, olga, "The printer is on fire")
    await kim.writes("And it smells")
    task = await stage.board.task(number)
    comment = (await stage.board.comments(number))[-1]
    assert comment.startswith(f"**{shown}") and f"{shown}" in task["description"]
    assert comment.endswith("And it smells")
    if value == "number":
        assert "Kim" not in task["description"] + comment
    if value == "initial":
        assert "Lee" not in task["description"] + comment
    assert "Kim L." in words(await olga.containing("And it smells"))


async def test_places_and_files_stay_in_the_bot_where_they_are_to(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_taken(rita, olga, "The printer is on fire")
    await _sets(stage, "board_shows", "-")
    await stage.telegram.do("message", person=rita.id, content={"location": {"latitude": 48.1, "longitude": 11.5}})
    await stage.pass_time(seconds=3)
    await rita.sends("photo", caption="Look")
    await stage.pass_time(seconds=3)
    shown = await stage.board.files(number)
    assert all(name is None for _, name in shown)
    text = " ".join(content for content, _ in shown)
    assert "48.1" not in text and "A place" in text and "Look" in text and "stays in the bot" in text
    card = await olga.message_with(f"release:{number}")
    await olga.sends("photo", caption="This one?", reply_to=card["message_id"])
    assert [name for _, name in await stage.board.files(number)][-1] is not None
    await _sets(stage, "board_shows", "places, files")
    await rita.sends("photo", caption="Another")
    await stage.pass_time(seconds=3)
    assert [name for _, name in await stage.board.files(number)][-1] is not None
