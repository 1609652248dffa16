"""Tasks and comments as Todoist sends them: what they say, and of what shape they may not be."""

from datetime import UTC, datetime
from typing import Any

import pytest

from todoist_sync.api.rows import CommentRow, OddRowError, TaskRow, parse_time, require_readable

TASK = {"id": "t1", "content": "Printer", "description": None, "priority": 4, "labels": ["x"], "project_id": "P"}
NOTE = {"id": "c1", "item_id": "t1", "content": "On my way", "posted_uid": "olga"}


def test_a_task_is_read_once() -> None:
    task = TaskRow.from_json(
        {**TASK, "added_at": "2026-11-20T09:00:00.5Z", "parent_id": "t0", "due": {"date": "2026-11-21"}}
    )
    assert (task.content, task.description, task.priority, task.labels) == ("Printer", "", 4, ("x",))
    assert (task.parent_id, task.checked, task.due, task.odd) == ("t0", False, {"date": "2026-11-21"}, False)
    assert task.added_at == datetime(2026, 11, 20, 9, 0, 0, 500_000, UTC)
    assert TaskRow.from_json({"id": "t1", "content": "x"}).priority == 1
    assert TaskRow.from_json({**TASK, "labels": [7, None, {}, "y"]}).labels == ("y",)


@pytest.mark.parametrize(
    "odd",
    [
        {"content": None},
        {"content": 7},
        {"labels": 7},
        {"priority": "high"},
        {"description": []},
        {"section_id": 5},
        {"responsible_uid": {}},
    ],
)
def test_an_odd_task_is_known_and_never_used(odd: dict[str, Any]) -> None:
    task = TaskRow.from_json({**TASK, **odd})
    assert task.odd and (task.id, task.project_id) == ("t1", "P")
    with pytest.raises(OddRowError):
        require_readable(task)


@pytest.mark.parametrize(
    ("said", "reactions"),
    [
        ({}, None),
        ({"reactions": None}, {}),
        ({"reactions": {"👍": ["olga"]}}, {"👍": ["olga"]}),
        ({"reactions": {"👍": "olga", "👌": ["olga", 7, None]}}, {"👌": ["olga"]}),
        ({"reactions": 7}, None),
    ],
)
def test_a_comment_says_who_reacts_or_does_not(said: dict[str, Any], reactions: dict[str, list[str]] | None) -> None:
    assert CommentRow.from_json({**NOTE, **said}).reactions == reactions


@pytest.mark.parametrize(
    ("said", "attachment", "odd"),
    [
        ({}, None, False),
        ({"file_attachment": {"file_url": "u"}}, {"file_url": "u"}, False),
        ({"file_attachment": {"file_url": "u", "upload_state": None}}, {"file_url": "u", "upload_state": None}, False),
        ({"file_attachment": {"file_url": "u", "upload_state": "pending"}}, None, False),
        ({"file_attachment": {"resource_type": "website", "url": "u", "title": "t", "image": "i"}}, None, False),
        *(({"file_attachment": one}, None, False) for one in ({}, None, "u", 7, ["of another shape"], {"file_url": 7})),
        *(({"file_attachment": {"file_url": one}}, None, False) for one in ("", " ", None, {}, ["u"])),
        ({"posted_uid": 7}, None, True),
    ],
)
def test_a_comments_file_is_an_object(said: dict[str, Any], attachment: dict[str, Any] | None, odd: bool) -> None:
    note = CommentRow.from_json({**NOTE, **said})
    assert (note.attachment, note.odd) == (attachment, odd)


@pytest.mark.parametrize("text", [None, "", "soon", 7])
def test_what_is_no_time_is_none(text: Any) -> None:
    assert parse_time(text) is None
    assert parse_time("2026-11-20T09:00:00") == datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_a_task_without_labels_has_none() -> None:
    assert TaskRow.from_json({**TASK, "labels": None}).labels == ()
