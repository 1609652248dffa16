"""What a record has: each difference that people or tables show, in words; and when it is compared."""

from __future__ import annotations

import ast
import asyncio
import json
import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from db.models import Base
from sandbox.feed import Feed
from sandbox.telegram import TelegramWorld
from sandbox.telegram.chats import Side
from sandbox.todoist import TodoistWorld
from sandbox.todoist.comment_commands import add_comment
from sandbox.todoist.task_commands import add_task
from tests import records
from tests.flows.beginnings import Worlds
from tests.flows.clock import Clock
from tests.flows.rows import LEFT_OUT, Rows
from tests.flows.written import Before, write_down
from tests.sources import files, nodes, text_of_file

RITA = 100_001
WORDS = 150_000
"""How many the records may have; it only falls (0064)."""
_KEYS = {"inline_keyboard": [[{"text": "Take", "callback_data": "take:1"}]]}


def _row(table: str, **cells: Any) -> str:
    return json.dumps({column.name: None for column in Base.metadata.tables[table].columns} | cells)


class _Desk:
    """Rita's chat, a board with a task and a comment, and the rows of a ticket: small, and by hand."""

    def __init__(self) -> None:
        clock = Clock()
        self.worlds = Worlds(clock, TelegramWorld(Feed(), clock), TodoistWorld(Feed(), clock))
        telegram, todoist = self.worlds.telegram, self.worlds.todoist
        self.chat = telegram.chats[telegram.add_person({"id": RITA, "first_name": "Rita"}).person_id]
        self.says("Which printer?", entities=[{"type": "bold", "offset": 0, "length": 5}], markup=_KEYS)
        self.says("Thank you <3")
        account = todoist.add_user("Pulldesk")["id"]
        project = todoist.make_project(account, todoist.ids.make_object_id(), "Support")["id"]
        self.task = add_task(todoist, account, {"content": "#1 Printer", "project_id": project})
        self.comment = add_comment(todoist, account, {"content": "Which one?", "item_id": self.task["id"]})
        self.rows: Rows = {
            "people": {_row("people", id=7, name="Rita", role="requester")},
            "tickets": {_row("tickets", id=3, number=1, requester_id=7, status="new", tags=[])},
            "board_cards": {_row("board_cards", id=5, ticket_id=3, project_id=project, task_id=self.task["id"])},
        }

    def says(self, text: str, *, markup: dict[str, Any] | None = None, **more: Any) -> None:
        """Let the bot write."""
        self.worlds.telegram.post_message(self.chat, {"text": text, **more}, deepcopy(markup))

    def swaps(self) -> None:
        """Swap both messages."""
        first, second = self.chat.messages.values()
        first.body["text"], second.body["text"] = second.body["text"], first.body["text"]
        first.body["entities"], second.body["entities"] = [], first.body["entities"]

    def sets(self, table: str, **cells: Any) -> None:
        """Change the row of a table."""
        (row,) = self.rows[table]
        self.rows[table] = {json.dumps(json.loads(row) | cells)}

    def adds_job(self, box: str, state: str) -> None:
        """Add a job of the queue."""
        self.rows["jobs"] = {_row("jobs", id=1, box=box, state=state)}

    def written(self, before: Before | None = None) -> str:
        """Return the record."""
        return write_down(self.worlds, self.rows, before or Before())


def _first(desk: _Desk) -> Any:
    return next(iter(desk.chat.messages.values()))


_CHANGES: dict[str, tuple[Callable[[_Desk], object], str]] = {
    "another text": (lambda d: _first(d).body.update(text="Which scanner?"), "@@ Chat of Rita @@"),
    "bold is gone": (lambda d: _first(d).body.update(entities=[]), "+    Which printer?"),
    "another button": (lambda d: _first(d).markup["inline_keyboard"][0].pop(), "-    [Take | take:1]"),
    "other data": (lambda d: _first(d).markup["inline_keyboard"][0][0].update(callback_data="x:1"), "[Take | x:1]"),
    "another order": (_Desk.swaps, "-    Thank you &lt;3"),
    "one more message": (lambda d: d.says("Thank you <3"), "+    Thank you &lt;3"),
    "a deleted message": (lambda d: setattr(_first(d), "deleted", True), "bot (deleted)"),
    "an edited message": (lambda d: setattr(_first(d), "edits", 1), "bot (edited 1×)"),
    "a reaction": (lambda d: _first(d).reactions.update({Side.BOT: "👍"}), "+    👍 by bot"),
    "a task that is done": (lambda d: d.task.update(checked=True), "+  no section: #1 Printer (completed)"),
    "a label": (lambda d: d.task.update(labels=["urgent"]), "+    labels: ['urgent']"),
    "another comment": (lambda d: d.comment.update(content="Which?"), "+    comment of ‹Pulldesk›: Which?"),
    "a comment that is gone": (lambda d: d.comment.update(is_deleted=True), "‹Pulldesk› (deleted): Which one?"),
    "a missing row": (lambda d: d.rows.pop("board_cards"), "-  board_cards +1 · people +1"),
    "a job that is left": (
        lambda d: d.adds_job("to_telegram", "waiting"),
        "+  board_cards +1 · people +1 · to_telegram waiting +1",
    ),
    "a letter": (lambda d: d.adds_job("to_mail", "done"), "+  board_cards +1 · people +1 · to_mail done +1"),
    "another column": (lambda d: d.sets("tickets", status="taken"), "+  + #1 requester Rita · status taken"),
    "no instead of nothing": (lambda d: d.sets("tickets", rating=0), "rating 0"),
    "a minute": (lambda d: d.sets("tickets", created_at="2026-11-20T12:01:02+03:00"), "created_at 09:01"),
    "another person": (lambda d: d.sets("tickets", requester_id=8), "requester people gone"),
}


@pytest.mark.parametrize("case", _CHANGES)
def test_whatever_people_or_tables_show_makes_a_difference(case: str) -> None:
    change, told = _CHANGES[case]
    recorded, desk = _Desk().written(), _Desk()
    change(desk)
    assert told in records.compare(recorded, desk.written())


def test_only_what_is_not_in_the_beginning_is_written() -> None:
    desk = _Desk()
    before = Before({name: set(rows) for name, rows in desk.rows.items()})
    desk.sets("tickets", status="taken")
    desk.rows.pop("board_cards")
    told = desk.written(before)
    assert told.endswith("Table tickets\n  ~ #1 status new → taken\n\nBeside\n  board_cards -1\n")


def test_a_job_that_was_done_in_the_chats_is_seen_there_alone() -> None:
    desk = _Desk()
    recorded = desk.written()
    desk.adds_job("to_telegram", "done")
    assert desk.written() == recorded


def test_what_is_drawn_at_random_is_the_same_each_time() -> None:
    one, other = _Desk(), _Desk()
    for desk in (one, other):
        desk.says(desk.task["id"])
    assert one.task["id"] != other.task["id"]
    assert one.written() == other.written()
    assert "    ‹task #1›" in one.written()


_RANDOM = {
    "start=JbKdbYzNQTubIGD7A7LKRQ": "start=‹token›",
    "/start 7dlf_j_lhn_hm_xgepwfpa": "/start ‹token›",
    "Token …xSnw, at most": "Token ‹ending›, at most",
    "pressed web_pick:1:2RTT: toast": "pressed ‹code›: toast",
    "http://127.0.0.1:41233/api": "http://‹server›/api",
    "at 2026-11-20T09:00:09.002450+00:00": "at 2026-11-20T09:00+00:00",
    "a_long_name_without_capitals": "a_long_name_without_capitals",
    "call +4930123456, or … well": "call +4930123456, or … well",
}


@pytest.mark.parametrize("said", _RANDOM)
def test_words_drawn_at_random_get_a_name_and_no_others(said: str) -> None:
    desk = _Desk()
    desk.says(said)
    assert f"    {_RANDOM[said]}\n" in desk.written()


def test_columns_that_are_left_out_exist() -> None:
    there = {f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns}
    assert LEFT_OUT.keys() <= there


def test_a_test_that_failed_is_not_compared() -> None:
    hook = records.pytest_pyfunc_call(pyfuncitem=None)  # type: ignore[arg-type]
    next(hook)
    with pytest.raises(ZeroDivisionError):
        hook.throw(ZeroDivisionError())


async def _told(text: str) -> str:
    return text


def test_conversations_are_numbered_and_one_that_failed_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    record = records.Record(Path())
    monkeypatch.setattr(records, "_RUNNING", [record])

    async def plays() -> None:
        async with records.recorded(lambda: _told("first\n")):
            pass
        with pytest.raises(ZeroDivisionError):
            async with records.recorded(lambda: _told("second\n")):
                raise ZeroDivisionError

    loop = asyncio.new_event_loop()
    loop.run_until_complete(plays())
    monkeypatch.undo()
    assert record.end_all() == "Stage 1\n\nfirst\n\nStage 2\n\n"
    loop.close()


def test_a_difference_fails_with_what_to_do_and_writing_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "FOLDER", tmp_path / "tests" / "records")
    path = records.FOLDER / "flows" / "test_notes" / "test_a.txt"
    records.check(path, "Chat of Rita\n  old\n", write=True)
    records.check(path, "Chat of Rita\n  old\n", write=False)
    with pytest.raises(AssertionError, match="make records, then read the diff") as failed:
        records.check(path, "Chat of Rita\n  new\n", write=False)
    assert str(failed.value).splitlines()[-4:] == ["@@ Chat of Rita @@", " Chat of Rita", "-  old", "+  new"]


def test_each_record_is_of_a_test() -> None:
    for path in records.FOLDER.rglob("*.txt"):
        module = records.FOLDER.parent / path.parent.relative_to(records.FOLDER).with_suffix(".py")
        assert module.exists(), f"{path} is of no module: delete it"
        names = {getattr(node, "name", "") for node in nodes(module, ast.AsyncFunctionDef, ast.FunctionDef)}
        assert path.stem in names, f"{path} is of no test: delete it"


def test_the_words_of_records_become_no_more() -> None:
    words = sum(len(re.findall(r"\w+", text_of_file(path))) for path in files(records.FOLDER, "*.txt"))
    assert words <= WORDS, "a record is there for the lines that only it has: take one away that repeats others"
