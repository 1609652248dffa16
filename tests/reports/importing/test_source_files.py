"""A file is opened below the folder of the export and nowhere else."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.models import Person
from db.settings import SettingsError
from desk import DeskSettings
from desk.importing.people import KnownHere
from desk.importing.records import PastFile, PastKind
from reports.importing.__main__ import _choose, _make_parser, _Work
from reports.importing.source_files import SourceFiles


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("files/a.txt", None), ("files\\a.txt", None), ("inside", None), ("../secret", "outside"),
        ("files/../../secret", "outside"), ("/etc/passwd", "outside"), ("link", "outside"), ("around", "not in"),
        ("files", "no file"), ("pipe", "no file"), ("nothing", "empty"), ("gone", "not in"), ("a\0b", "not in"),
        ("x" * 5000, "not in"), (None, "not in"), (".env", "hidden"), ("files/.ssh/key", "hidden"),
    ],
)  # fmt: skip
def test_paths_of_an_export(tmp_path: Path, path: str | None, why: str | None) -> None:
    folder = tmp_path / "export"
    (folder / "files").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    (folder / "files" / "a.txt").write_text("a")
    (folder / "nothing").touch()
    os.mkfifo(folder / "pipe")
    for name, to in (("link", "../secret"), ("inside", "files/a.txt"), ("around", "around")):
        (folder / name).symlink_to(to)
    found = SourceFiles(folder).open_file(PastFile("a", path))
    if why is None:
        assert not isinstance(found, str)
        with found:
            assert found.read() == b"a"
    else:
        assert isinstance(found, str)
        assert why in found


def test_who_bears_the_name_of_an_agent_is_not_the_team(tmp_path: Path) -> None:
    said = [{"id": n, "type": "message", "from": "Olga", "from_id": f"user{who}", "text": "Hi", "date": "2024-02-28"}
            for n, who in enumerate((5001, 42), start=1)]  # fmt: skip
    (tmp_path / "result.json").write_text(json.dumps({"type": "private_supergroup", "id": 9, "messages": said}))
    asked = _make_parser().parse_args([str(tmp_path / "result.json")])
    work = _Work(asked, None, DeskSettings(), datetime(2026, 11, 20, tzinfo=UTC))  # type: ignore[arg-type]
    [[made]] = work.list_batches(KnownHere([Person(name="Olga", telegram_id=42)], {}, None))
    assert [(one.author.telegram_id, one.kind) for one in made.entries] == [
        (5001, PastKind.QUESTION), (42, PastKind.ANSWER),
    ]  # fmt: skip


def test_pages_of_another_desk_are_read_as_their_reader_sees_them(tmp_path: Path) -> None:
    page = "<div>The lamp is <b>broken</b> &amp; dark<br>again</div><p>Rita</p>"
    (tmp_path / "a.csv").write_text(f"key,created,text,message_id\n1,2024-02-28,{page},<a1@client.example>\n")
    for more, said in ([], page), (["--html"], "The lamp is broken & dark\nagain\n\nRita\n"):
        asked = _make_parser().parse_args([str(tmp_path / "a.csv"), *more])
        work = _Work(asked, None, DeskSettings(), datetime(2026, 11, 20, tzinfo=UTC))  # type: ignore[arg-type]
        [[made]] = work.list_batches(KnownHere([], {}, None))
        assert [(one.text, one.mail) for one in made.entries] == [(said, "a1@client.example")]


@pytest.mark.parametrize(
    ("name", "content", "way"),
    [
        ("a.xlsx", b"PK\x03\x04", "as CSV"),
        ("a.csv", b"PK\x03\x04", "as CSV"),
        ("messages.html", b"\n<!DOCTYPE", "JSON"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_the_way(tmp_path: Path, name: str, content: bytes, way: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SettingsError, match=way):
        _choose(_make_parser().parse_args([str(tmp_path / name)]))
