"""Each module is about one subject, and what it names exists: rules whose lists may only become shorter."""

import ast
import io
import re
import tokenize
from collections import defaultdict
from pathlib import Path

import pytest

from tests.sources import files, nodes, parsed, text_of_file

pytestmark = pytest.mark.xdist_group("sources")
ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ["bot", "db", "desk", "doctor", "mail", "ops", "reports", "todoist_sync", "web"]
PART = 15
"""How many lines make a part of a module."""
MAY_HAVE_PARTS = {
    "desk/outbox/question_rows.py": "a question is asked, shown and ended there, each by who knows its kind",
    "db/models/tickets.py": "a ticket and the tables that hang on it",
    "desk/organizations/members.py": "the verbs on one row",
    "desk/tickets/filing.py": "begun, filed, urgent: the first minute of a request",
    "web/api/schemas/tickets.py": "the shapes of one resource",
}
"""Modules of several parts, and why they stay one."""
_PATH = re.compile(r"`((?:bot|db|desk|doctor|mail|migrations|ops|reports|todoist_sync|web|docs|tests)/[\w./-]+)`")
_SECTION = re.compile(r"\n\n((?:# .+\n)+)\n\n")


def _modules() -> list[Path]:
    return [path for package in PRODUCT for path in files(ROOT / package)]


def _label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _comments(path: Path) -> str:
    source = io.StringIO(text_of_file(path))
    return "\n".join(one.string for one in tokenize.generate_tokens(source.readline) if one.type == tokenize.COMMENT)


def _docstrings(path: Path) -> list[str]:
    documented = nodes(path, ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    alone = [one.value.value for one in nodes(path, ast.Expr) if isinstance(one.value, ast.Constant)]
    return [ast.get_docstring(one) or "" for one in documented] + [one for one in alone if isinstance(one, str)]


def test_what_docstrings_and_comments_name_exists() -> None:
    gone = [
        f"{_label(path)}: {named}"
        for path in _modules()
        if _PATH.search(text_of_file(path))
        for said in (*_docstrings(path), _comments(path))
        for named in _PATH.findall(said)
        if not (ROOT / named).exists() and not (ROOT / f"{named}.py").exists()
    ]
    assert not gone, "name what is there now"


def test_no_comment_heads_a_section() -> None:
    """A heading between blank lines says that a second module begins: part the module, or leave the heading out."""
    counted = {_label(path): len(_SECTION.findall(text_of_file(path))) for path in _modules()}
    assert not any(counted.values()), f"part the module, or leave the heading out: {counted}"


def list_parts(path: Path) -> list[set[str]]:
    """Return the names of a module in groups that do not name each other, those of at least `PART` lines."""
    tree, above, lines = parsed(path), dict[str, str](), dict[str, int]()

    def find(name: str) -> str:
        while above[name] != name:
            name = above[name]
        return name

    defined: list[tuple[str, ast.stmt]] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            defined.append((node.name, node))
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                defined += [(one.id, node) for one in ast.walk(target) if isinstance(one, ast.Name)]
    for name, node in defined:
        above.setdefault(name, name)
        lines[name] = lines.get(name, 0) + (node.end_lineno or node.lineno) - node.lineno + 1
    for name, node in defined:
        for one in ast.walk(node):
            if isinstance(one, ast.Name) and one.id in above:
                above[find(name)] = find(one.id)
    groups = defaultdict[str, set[str]](set)
    for name in above:
        groups[find(name)].add(name)
    return [group for group in groups.values() if sum(lines[name] for name in group) >= PART]


def _is_table(path: Path) -> bool:
    """Return True for a list of tables, enums or schemas, which need not name each other."""
    kinds = [type(one) for one in parsed(path).body]
    return kinds.count(ast.ClassDef) > 2 and not {ast.FunctionDef, ast.AsyncFunctionDef} & set(kinds)


def test_a_module_is_one_subject() -> None:
    """Three parts of fifteen lines that never name each other are three modules."""
    found = {_label(path) for path in _modules() if not _is_table(path) and len(list_parts(path)) > 2}
    assert found <= set(MAY_HAVE_PARTS), f"part {sorted(found - set(MAY_HAVE_PARTS))}"
    assert found >= set(MAY_HAVE_PARTS), f"take {sorted(set(MAY_HAVE_PARTS) - found)} off the list"


def test_pages_of_a_list_are_cut_in_one_place() -> None:
    skipping = {_label(path) for path in _modules() if re.search(r"\.offset\(|max\(1, -\(-total", text_of_file(path))}
    assert [one for one in skipping if not one.startswith("desk/listing/")] == []
