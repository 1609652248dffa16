"""The version says which commit it is, wherever it runs from."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops import version

_COMMIT = "75aaf9111" + "0" * 31
_WORKTREE = {
    ".git": "gitdir: ../main/.git/worktrees/one\n",
    "../main/.git/worktrees/one/HEAD": "ref: refs/heads/one\n",
    "../main/.git/worktrees/one/commondir": "../..\n",
    "../main/.git/refs/heads/one": _COMMIT,
}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": f"{_COMMIT}\n"}, " (75aaf9111)"),
        (
            {".git/HEAD": "ref: refs/heads/main\n", ".git/packed-refs": f"# pack\n{_COMMIT} refs/heads/main\n"},
            " (75aaf9111)",
        ),
        ({".git/HEAD": f"{_COMMIT}\n"}, " (75aaf9111)"),
        (_WORKTREE, " (75aaf9111)"),
        ({".git/HEAD": "ref: refs/heads/new\n"}, ""),
        ({}, ""),
    ],
)
def test_it_says_the_commit_of_a_checkout(tmp_path: Path, files: dict[str, str], said: str) -> None:
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    for name, body in files.items():
        path = checkout / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body)
    assert version.describe_version(checkout) == version.get_version() + said


def test_an_image_says_the_commit_that_it_was_built_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "commit").write_text(f"{_COMMIT}\n")
    monkeypatch.setattr(version, "find_document", lambda name: str(tmp_path / name))
    assert version.describe_version(tmp_path) == f"{version.get_version()} (75aaf9111)"
