"""Which of an opened ticket's pages the people of the scenes press on."""

from typing import Any

from tests.chaos.scenes_past import page_of


def _message(message_id: int, *data: str) -> dict[str, Any]:
    return {"message_id": message_id, "buttons": [[{"data": one} for one in data]]}


def test_of_an_opened_tickets_pages_the_newest_is_pressed_however_it_is_folded() -> None:
    unfolded = _message(1, "more:open:3:90", "more:open:3:1")  # left so by an earlier scene
    newest = _message(2, "history:3:0", "more:open:3:2")
    others = _message(3, "more:open:31:90"), _message(4, "more:card:3:90")
    assert page_of([unfolded, newest, *others], 3) is newest
    assert page_of(others, 3) is None
