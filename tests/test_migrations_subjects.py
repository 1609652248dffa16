"""Subjects that the desk worded before it kept what they are: each kind of file and content, in each language."""

import json

import pytest

from db.embedded.server import EmbeddedServer
from tests.test_migrations_data import _upgraded

_FILES = (  # by its kind, what the desk said of one of five seconds
    ("photo", "Photo", "Фото"), ("document", "File", "Файл"), ("video", "Video, 0:05", "Видео, 0:05"),
    ("animation", "Animation", "Анимация"), ("audio", "Audio", "Аудио"), ("sticker", "Sticker", "Стикер"),
    ("voice", "Voice message, 0:05", "Голосовое сообщение, 0:05"),
    ("video_note", "Video message, 0:05", "Видеосообщение, 0:05"),
)  # fmt: skip
_CONTENTS: tuple[tuple[str, dict[str, str], str, str], ...] = (
    ("content-location", {"latitude": "1", "longitude": "2"}, "Location: 1, 2", "Место на карте: 1, 2"),
    ("content-venue", {"title": "Hall", "address": "7"}, "Place: Hall, 7", "Место: Hall, 7"),
    ("content-poll", {"question": "Who?"}, "Poll: Who?", "Опрос: Who?"),
    ("content-game", {"title": "Go"}, "Game: Go", "Игра: Go"),
    ("content-story", {}, "A story (open it in Telegram)", "История (откройте её в Telegram)"),
    ("content-checklist", {"title": "Go"}, "Checklist: Go", "Список дел: Go"),
    ("content-invoice", {"title": "Go"}, "Invoice: Go", "Счёт: Go"),
    ("content-paid_media", {}, "Paid media (it does not reach us)", "Платное вложение (до нас оно не доходит)"),
    ("content-giveaway", {}, "Giveaway", "Розыгрыш"),
    ("content-contact", {"name": "Ben", "phone": "1"}, "Contact: Ben", "Контакт: Ben"),
)


@pytest.mark.broad
async def test_whatever_the_desk_worded_is_known_in_each_language(server: EmbeddedServer) -> None:
    """As the versions before said it, whatever it is called since."""
    rows = [(said, "", kind) for kind, *both in _FILES for said in both]
    rows += [(said, json.dumps({"key": key, "args": args}), "") for key, args, *both in _CONTENTS for said in both]
    given = ", ".join(f"({n}, '{said}', '{line}', '{kind}')" for n, (said, line, kind) in enumerate(rows, 1))
    told = [
        statement.format(f"(values {given}) as t(n, said, line, kind)")
        for statement in (
            "insert into people (name, created_at) values ('Rita', now())",
            "insert into tickets (number, requester_id, origin, created_at, updated_at, subject_at, status_at, "
            "priority_at, assignee_at, labels_at, filed_at, subject) select n, 1, 'telegram', now(), now(), now(), "
            "now(), now(), now(), now(), now(), said from {} order by n",
            "insert into history (ticket_id, at, origin, field, new) select id, now(), 'telegram', 'filed', subject "
            "from tickets",
            "insert into entries (ticket_id, author_name, kind, origin, body, entities, created_at, content_line) "
            "select n, 'Rita', 'comment', 'telegram', '', '[]', now(), nullif(line, '') from {} order by n",
            "insert into files (entry_id, ordinal, kind, name, seconds) select n, 0, kind, '', 5 from {} "
            "where kind <> ''",
        )
    ]
    found = await _upgraded(server, "0076", told, "select subject, cast(subject_line as json) from tickets order by id")
    assert [line and line["said"] for _, line in found] == [said for said, *_ in rows]
    keys = [f"kind-{kind}" for kind, *_ in _FILES] + [key for key, *_ in _CONTENTS[:-1]] + ["subject-contact"]
    assert [line["key"] for _, line in found[::2]] == [line["key"] for _, line in found[1::2]] == keys
    assert found[-1][1]["args"] == {"name": "Ben"}
