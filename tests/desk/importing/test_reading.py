"""What the readers make of exports as people have them: whole accounts, deleted people, broken times, odd tables."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest

from desk.importing.csv_table import read_table
from desk.importing.records import Clock, Names, PastTicket, Unread
from desk.importing.telegram_export import RequestChoice, read_export

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
CLOCK = Clock(UTC, NOW)
RITA, EVE, OLGA = ("Rita", "user5000"), ("Eve", "user5001"), ("Olga", "user42")


def _message(number: int, who: Sequence[Any], said: Any, **more: Any) -> dict[str, Any]:
    at = {"date": "2024-02-28T23:30:00", "date_unixtime": str(1_700_000_000 + 60 * number)}
    return {"id": number, "type": "message", "from": who[0], "from_id": who[1], "text": said, **at, **more}


def _export(*messages: Any, **more: Any) -> str:
    chat = {"name": "Help", "type": "private_supergroup", "id": 9, **more, "messages": messages}
    return json.dumps(chat, indent=1)


def _read(text: str, **chosen: Any) -> tuple[list[list[str]], list[str]]:
    """The requests, each as its words, and what was left out."""
    choice = RequestChoice(**{"team": Names.of(["olga"]), **chosen})
    found = list(read_export(StringIO(text), CLOCK, choice))
    tickets = [one for one in found if isinstance(one, PastTicket)]
    said = [[f"{one.author.name}: {one.text}" for one in ticket.entries] for ticket in tickets]
    return said, [f"{one.where}: {one.why}" for one in found if isinstance(one, Unread)]


TELEGRAM = {
    "who replies and who goes on": (
        [
            _message(1, RITA, "It is dark"), _message(2, EVE, "No sound"), _message(3, RITA, "very dark"),
            _message(4, OLGA, "Which hall?", reply_to_message_id=1), _message(5, OLGA, "I come"),
        ],
        [["Eve: No sound"], ["Rita: It is dark", "Rita: very dark", "Olga: Which hall?", "Olga: I come"]],
    ),
    "silence ends a request": ([_message(1, RITA, "1"), _message(2000, RITA, "2")], [["Rita: 1"], ["Rita: 2"]]),
    "text in pieces": (
        [_message(1, RITA, ["See ", {"type": "text_link", "text": "this", "href": "http://a.b"}, {"x": 1}, 7])],
        [["Rita: See this (http://a.b)"]],
    ),
    "a deleted account, a service message, numbers that are none": (
        [
            _message(1, (None, "user7"), "Help"), {"id": 2, "type": "service", "action": "pin"},
            _message(3, (None, "user7"), "!", duration_seconds=10**400, file="(File not included.)"),
        ],
        [[": Help", ": !"]],
    ),
    "a place, a poll, a contact": (
        [_message(1, RITA, "", location_information={"latitude": 1, "longitude": 2}, poll={"question": "?"},
                  contact_information={"first_name": "A"})],
        [["Rita: 📍 1, 2\nA\n?"]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TELEGRAM)
def test_requests_of_a_group(case: str) -> None:
    messages, requests = TELEGRAM[case]
    assert _read(_export(*messages)) == (requests, [])


def test_only_chosen_chats_and_people_come() -> None:
    private = {"name": "Rita", "type": "personal_chat", "id": 5000}
    said = [_message(1, OLGA, "Hello"), _message(2, RITA, "Dark again"), _message(3, OLGA, "Coming")]
    chats = [json.loads(_export(*said, **private)), json.loads(_export(*said, name=None, type="saved_messages"))]
    account = json.dumps(
        {"about": {"x": [1]}, "chats": {"about": "", "list": chats}, "left_chats": {"list": chats[:1]}}
    )
    asked = [["Olga: Hello", "Rita: Dark again", "Olga: Coming"]]
    assert [len(found) for found in _read(account)] == [0, 3]
    assert _read(account, chats=frozenset({"rita"}))[0] == asked * 2
    assert _read(_export(*said, **private), people=Names.of(["5001"])) == (
        [], ["chat Rita: 1 conversations were not chosen, or without a question"],
    )  # fmt: skip
    assert _read(_export(*said, **private), words=("DARK",), team=Names())[0] == asked


@pytest.mark.parametrize(
    ("text", "many", "why"),
    [
        (_export(_message(1, RITA, "A"), _message(2, RITA, "B"))[:-90], 1, "no JSON from here on"),
        (_export(_message(1, RITA, "A", date="soon", date_unixtime="9" * 30)), 0, "no date"),
        (_export(_message(1, RITA, "A"), {"type": "message"}, 3), 1, "without a number"),
        (_export(_message(1, RITA, "A"), _message(2, RITA, "B", reply_to_message_id=[1])), 1, "of an unknown shape"),
        ('{"messages": ' + "[" * 5000, 0, "no JSON from here on"),
        ("[1]", 0, "no JSON from here on"),
    ],
)
def test_a_broken_export_is_read_as_far_as_it_goes(text: str, many: int, why: str) -> None:
    requests, unread = _read(text)
    assert len(requests) == many
    assert why in unread[0]


HEADER = "id;created;state;name;email;text;answer;assignee;closed\n"
TABLES = {
    "a ticket in a row": (HEADER + "7;28.02.2024 23:30;solved;Rita;r@x.org;Dark;Done;Olga;2024-03-01T01:00+02:00\n",
                          ["7 closed 2024-02-28 23:30 Rita r@x.org", "question Dark", "answer Done"], []),
    "rows of messages by time": (
        "\ufeffKey,at,kind,author,text\na,2024-01-01 10:00,,Rita,One\nb,2024-01-01 11:00,,Eve,Two\n"
        'a,2024-01-01 12:00,note,Olga,"=cmd|\' /C calc\'!A0"\n',
        ["b closed 2024-01-01 11:00  None", "question Two",
         "a closed 2024-01-01 10:00  None", "question One", "note =cmd|' /C calc'!A0"], []),
    "what cannot be read": (
        HEADER + "7;2024-13-45;what;Rita;no;Dark;;;\n;;;;;lost;;;\n8;1707000000;open;;;Late;;;\n",
        ["8 open 2024-02-03 22:40  None", "question Late"],
        ["created: “2024-13-45” is no time", "no key", "no message with a time"]),
    "no columns": ("a,b\n1,2\n", [], ["names no column key and no column text"]),
    "no table": ("PK\x03\x04", [], ["nothing"]),
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
@pytest.mark.parametrize("case", TABLES)
def test_tables(case: str, encoding: str) -> None:
    said, expected, reasons = TABLES[case]
    content = said.replace("Dark", "Темно в зале, не видно экран").encode(encoding, "ignore")
    read, unread = list[str](), list[Unread]()
    for one in read_table(lambda: BytesIO(content), CLOCK):
        if isinstance(one, Unread):
            unread.append(one)
            continue
        who = one.requester
        read.append(f"{one.key} {one.state.value} {one.created_at:%Y-%m-%d %H:%M} {who.name} {who.email}")
        read += [f"{entry.kind.value} {entry.text}" for entry in one.entries]
    assert read == [line.replace("Dark", "Темно в зале, не видно экран") for line in expected]
    for reason in reasons:
        assert any(reason in f"{one.where}: {one.why}" for one in unread), unread


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2024-02-28T23:30:00+03:00", datetime(2024, 2, 28, 20, 30, tzinfo=UTC)), ("1709152200123", "2024-02-28 20:30"),
        ("2024-02-28 23:30:00 UTC", "2024-02-28 23:30"), ("20240228", "2024-02-28 00:00"), ("31.02.2024", None),
        ("1970-01-01", None), ("9" * 400, None), ("0001-01-01T00:00:00+14:00", None), ("2031-01-01", None), ("", None),
        (NOW + timedelta(hours=5), f"{NOW:%Y-%m-%d %H:%M}"), ("١٢٣", None),
    ],
)  # fmt: skip
def test_times(said: object, expected: Any) -> None:
    read = CLOCK.read(said)
    assert (read if isinstance(expected, datetime) else read and f"{read:%Y-%m-%d %H:%M}") == expected
