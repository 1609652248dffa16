"""A file is opened below the folder of the export and nowhere else."""

import os
from pathlib import Path

import pytest

from desk.importing.records import PastFile
from reports.importing.source_files import SourceFiles


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("files/a.txt", None), ("files\\a.txt", None), ("inside", None), ("../secret", "outside"),
        ("files/../../secret", "outside"), ("/etc/passwd", "outside"), ("link", "outside"), ("around", "not in"),
        ("files", "no file"), ("pipe", "no file"), ("nothing", "empty"), ("gone", "not in"), ("a\0b", "not in"),
        ("x" * 5000, "not in"), (None, "not in"),
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
