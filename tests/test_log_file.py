"""A log file besides standard error: the same lines, without secrets, also after the file was moved away."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.logs import configure_logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    kept, level = list(root.handlers), root.level
    yield
    for handler in root.handlers:
        handler.close()
    root.handlers[:], root.level = kept, level


def test_the_file_has_what_standard_error_has_and_is_opened_anew(tmp_path: Path) -> None:
    path, stream = tmp_path / "pulldesk.log", io.StringIO()
    configure_logs("INFO", "json", ["hunter22"], stream, path=path)
    logging.getLogger("x").warning("password hunter22")
    path.rename(tmp_path / "pulldesk.log.1")
    logging.getLogger("x").warning("after rotation")
    first, second = (tmp_path / "pulldesk.log.1").read_text(), path.read_text()
    assert "hunter22" not in first
    assert "password" in first
    assert "after rotation" in second
    assert [line.partition("timestamp")[0] for line in (first + second).splitlines()] == [
        line.partition("timestamp")[0] for line in stream.getvalue().splitlines()
    ]


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        configure_logs("INFO", "json", [], io.StringIO(), path=tmp_path / "none" / "a.log")
