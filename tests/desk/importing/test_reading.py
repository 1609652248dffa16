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
RITA, EVE, OLGA, BOT = ("Rita", "user5000"), ("Eve", "user5001"), ("Olga", "user42"), ("Help", "user77")

SPANS = {"type": "paragraph", "text": ["the ", {"type": "bold", "text": ["red"]}, " one"]}
RICH = {"type": "list", "items": [{"blocks": [SPANS]}]}


def _message(number: int, who: Sequence[Any], said: Any, **more: Any) -> dict[str, Any]:
    at = {"date": "2024-02-28T23:30:00", "date_unixtime": str(1_700_000_000 + 60 * number)}
    return {"id": number, "type": "message", "from": who[0], "from_id": who[1], "text": said, **at, **more}


def _topic(number: int, title: str) -> dict[str, Any]:
    about = {"type": "service", "action": "topic_created", "title": title, "actor": BOT[0], "actor_id": BOT[1]}
    return {**_message(number, BOT, ""), **about}


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
    "a deleted account, numbers that are none": (
        [
            _message(1, (None, "user7"), "Help"),
            _message(3, (None, "user7"), "!", duration_seconds=10**400, file="(File not included.)"),
        ],
        [[": Help", ": !"]],
    ),
    "a place, a poll, a contact": (
        [_message(1, RITA, "", location_information={"latitude": 1, "longitude": 2}, place_name="Hall",
                  poll={"question": "?", "answers": [{"text": "Yes"}]}, contact_information={"first_name": "A"})],
        [["Rita: 📍 1, 2\nHall\n?\nYes\nA"]],
    ),
    "a forum of another desk: a request for each topic": (
        [
            _topic(1, "Rita, the bakery"), _topic(2, "Eve"), _message(3, BOT, "It is dark", reply_to_message_id=1),
            _message(4, BOT, "No sound", message_thread_id=2), _message(5, OLGA, "Which hall?", reply_to_message_id=3),
            _message(6, OLGA, "Lunch?"), _message(20_000, BOT, "The large one", reply_to_message_id=1),
        ],
        [["Rita, the bakery: It is dark", "Olga: Which hall?", "Rita, the bakery: The large one"], ["Eve: No sound"]],
    ),
    "rich words": (
        [_message(1, RITA, "", text_entities=[{"type": "plain", "text": "Look"}]),
         _message(2, RITA, None, rich_message={"blocks": [{"type": "heading", "text": "Printers"}, RICH]})],
        [["Rita: Look", "Rita: Printers\nthe red one"]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TELEGRAM)
def test_requests_of_a_group(case: str) -> None:
    messages, requests = TELEGRAM[case]
    assert _read(_export(*messages))[0] == requests


def test_what_does_not_come_is_counted_by_its_name() -> None:
    held = _message(1, RITA, "Dark", width=5, reactions=[{"emoji": "👍"}], poll={"question": "?", "total_voters": 3})
    odd = [{"id": 2, "type": "service", "action": "pin_message"}, {"id": 3, "type": "unsupported"}]
    text = json.dumps(
        {"contacts": {"list": [1]}, **json.loads(_export(held, *odd, _message(4, RITA, "", via_bot="@a")))}
    )
    [line] = _read(text)[1]
    named = line.removeprefix("the file: left out, by name: ").split(", ")
    assert sorted(named) == [
        "contacts (1)", "message without words (1)", "poll.total_voters (1)", "reactions (1)",
        "service pin_message (1)", "type unsupported (1)", "via_bot (1)", "width (1)",
    ]  # fmt: skip


def test_only_chosen_chats_and_people_come() -> None:
    private = {"name": "Rita", "type": "personal_chat", "id": 5000}
    said = [_message(1, OLGA, "Hello"), _message(2, RITA, "Dark again"), _message(3, OLGA, "Coming")]
    chats = [json.loads(_export(*said, **private)), json.loads(_export(*said, name=None, type="saved_messages"))]
    account = json.dumps(
        {"about": {"x": [1]}, "chats": {"about": "", "list": chats}, "left_chats": {"list": chats[:1]}}
    )
    asked = [["Olga: Hello", "Rita: Dark again", "Olga: Coming"]]
    assert [len(found) for found in _read(account)] == [0, 4]
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
    "a kind that is not known": (
        "key,at,kind,text\na,2024-01-01,Comment,One\na,2024-01-01,priv. note,She is rude\na,2024-01-01,note,Two\n",
        ["a closed 2024-01-01 00:00  None", "question One", "note Two"],
        ["line 3: kind “priv. note” is not known: left out"]),
    "kinds of FreeScout": (
        "Number,Date,Type,Customer Email,Body\n7,2024-01-01 10:00,customer,r@x.org,One\n"
        "7,2024-01-01 11:00,message,,Two\n7,2024-01-01 12:00,note,,Three\n7,2024-01-01 13:00,lineitem,,Closed\n",
        ["7 closed 2024-01-01 10:00 r r@x.org", "question One", "answer Two", "note Three"],
        ["line 5: kind “lineitem” is not known: left out"]),
    "people whom one key joins": (
        "key,at,kind,name,email,text\n7,2024-01-01 10:00,,Rita,r@x.org,One\n7,2024-01-01 11:00,,Eve,e@x.org,Two\n"
        "7,2024-01-01 12:00,answer,,e@x.org,Three\n7,2024-01-01 13:00,note,,,Four\n"
        "7,2024-01-01 14:00,,R.,r@x.org,Five\n",
        ["7 (289c94ec) closed 2024-01-01 10:00 Rita r@x.org", "question One", "question Five",
         "7 (758b9438) closed 2024-01-01 11:00 Eve e@x.org", "question Two", "answer Three"],
        ["line 3: key 7 is that of another person's in line 2, too", "line 5: names nobody"]),
    "a key as a spreadsheet saves it": (
        "number;created;name;text\n2,02611E+15;2024-01-01;Rita;One\n2.02611E+15;2024-01-01;Eve;Two\n"
        "468768768833943000;2024-01-01;Eve;Three\n202611200000010;2024-01-01;Rita;Four\n",
        ["202611200000010 closed 2024-01-01 00:00 Rita None", "question Four"],
        [f"line {line}: key" for line in (2, 3, 4)]),
    "long keys of another desk": (
        "number;created;name;text\n2026112010000120;2024-01-01;R;One\n2026112010000123;2024-01-01;R;Two\n",
        ["2026112010000120 closed 2024-01-01 00:00 R None", "question One",
         "2026112010000123 closed 2024-01-01 00:00 R None", "question Two"], []),
    "days of one column": (
        "key,created,closed,text\n1,12/31/2024,01/02/2025,One\n2,12/01/2024,2025-1-5,Two\n",
        ["1 closed 2024-12-31 00:00  None", "question One", "2 closed 2024-12-01 00:00  None", "question Two"],
        ["line 2: closed: “01/02/2025” may begin with its day or with its month"]),
    "what is not taken": (
        "key,created,text,Priority,,topic\n1,2024-01-01,One,high,x,A,more\n1,,Two,,,B\n",
        ["1 closed 2024-01-01 00:00  None", "question One", "question Two"],
        ["left out, by name: column 5 (1), column Priority (1)", "line 2: 1 cells more than the first line",
         "line 2: topic: its rows say more than one thing"]),
    "no time, no id": (
        "key,at,telegram_id,text\n1,,79161234567,Lost\n1,2024-01-01,,One\n",
        ["1 closed 2024-01-01 00:00  None", "question One"],
        ["line 2: no time", "telegram_id: “79161234567” is no id"]),
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
        ("20.11.2025, 09:15:22", "2025-11-20 09:15"), ("20.11.25 09:15", "2025-11-20 09:15"),
        ("20/11/2025 09:15", "2025-11-20 09:15"), ("11/20/2025 9:15 PM", "2025-11-20 21:15"),
        ("Thu, 20 Nov 2025 09:15:22 +0300", "2025-11-20 06:15"), ("45981.385625", "2025-11-20 09:15"),
        ("45981,385625", "2025-11-20 09:15"), ("20-11-2025 09:15", "2025-11-20 09:15"),
        ("2025-11-20 9:15", "2025-11-20 09:15"), ("11/10/2025", None), ("10/10/2025", "2025-10-10 00:00"),
        ("11.10.2025", "2025-10-11 00:00"), ("20-11-25", None), ("20/20/2025", None), ("11/20/2025 25:00", None),
    ],
)  # fmt: skip
def test_times(said: object, expected: Any) -> None:
    read = CLOCK.read(said)
    assert (read if isinstance(expected, datetime) else read and f"{read:%Y-%m-%d %H:%M}") == expected
