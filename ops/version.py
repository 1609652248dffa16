"""The version of the product and the commit that it was built from. `pyproject.toml` has the version, once, and the
installed package says it; a checkout knows its commit, an image has it in a file."""

from functools import cache
from importlib.metadata import version
from pathlib import Path

from db.documents import find_document

_CHECKOUT = Path(__file__).parent.parent
_SHORT = 9
_BUILT = "commit"
"""The file in which an image has its commit, beside the documents."""


def get_version() -> str:
    """Return the installed version, such as "1.0.0"."""
    return version("pulldesk")


@cache
def describe_version(checkout: Path = _CHECKOUT) -> str:
    """Return version and commit, such as "1.0.0 (75aaf9111)"; a wheel from elsewhere has no commit."""
    commit = _read_built() if not (checkout / ".git").exists() else _read_commit(checkout / ".git")
    return f"{get_version()} ({commit[:_SHORT]})" if commit else get_version()


def _read_built() -> str:
    """Return what was written beside the documents when the image was built."""
    stored = Path(find_document(_BUILT))
    return stored.read_text("ascii").strip() if stored.is_file() else ""


def _read_commit(git: Path) -> str:
    """Return what is checked out, read from git's files: no git is needed where nothing else needs it."""
    if git.is_file():  # a further work tree
        git = git.parent / git.read_text("utf-8").removeprefix("gitdir:").strip()
    common = git / "commondir"
    shared = git / common.read_text("utf-8").strip() if common.is_file() else git
    head = (git / "HEAD").read_text("utf-8").strip()
    if not head.startswith("ref: "):
        return head
    name = head.removeprefix("ref: ")
    for folder in (git, shared):
        if (folder / name).is_file():
            return (folder / name).read_text("utf-8").strip()
    packed = shared / "packed-refs"
    lines = packed.read_text("utf-8").splitlines() if packed.is_file() else []
    return next((line.partition(" ")[0] for line in lines if line.endswith(f" {name}")), "")
