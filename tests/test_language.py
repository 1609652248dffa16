"""Names, docstrings, texts and commits in plain words. The documents are in `tests/test_language_docs.py`."""

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from fluent.syntax import ast as fluent

from tests.sources import files, nodes, parsed, texts
from tests.texts import IN_BOTH

pytestmark = pytest.mark.xdist_group("sources")
ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bench", "bot", "db", "desk", "doctor", "mail", "ops", "reports", "sandbox", "todoist_sync", "web")

VERBS = frozenset((ROOT / "tests" / "verbs.txt").read_text("utf-8").split())
"""First words of names: every verb in use. A new one gets its line."""
QUESTIONS = ("is", "has", "can", "may")
CONVERSIONS = ("of", "from", "to", "as", "with", "without")
"""Methods that return the same in another form may be called as in Python's library: `from_bytes`, `with_suffix`."""
HOOKS = {
    "main": "entry points of processes",
    "aclose": "of httpx, as in Python's own streams",
    "async_auth_flow": "of httpx, for its authentication",
    "connection_made": "of asyncio's protocols",
    "connection_lost": "of asyncio's protocols",
    "to_string": "of Starlette's convertors",
    "process_bind_param": "of SQLAlchemy's types",
    "process_result_value": "of SQLAlchemy's types",
    "result_processor": "of SQLAlchemy's types",
    "error": "of argparse",
    "now": "of datetime, in clocks",
    "today": "of datetime, in clocks",
    "any_of": "of SQLAlchemy, for arrays",
    "autocommit": "of PostgreSQL, as a block",
    "savepoint": "of PostgreSQL, as a block",
    "unit_of_work": "the pattern of that name, as a block",
}
"""Names that others call, and why."""
PARTICIPLE = re.compile(
    r"(?!(?:need|feed|seed|speed|embed|proceed|exceed|succeed|shed|unread)$)(?:\w{2,}ed|met|heard|told|said|shown|seen|gone"
    r"|given|taken|made|done|known|found|left|held|kept|sent|written|brought|bought|built|chosen|drawn|fallen|felt|led|lent"
    r"|forgotten|grown|hidden|lost|meant|paid|rung|spoken|spent|stood|struck|swept|thought|thrown|understood|woken|won|worn"
    r"|begun|broken|driven|eaten|fed|sat|laid|lit|sold|taught|torn)"
)
PRONOUN = re.compile(
    r"it|its|the(?:y|irs?|m|se)|th[oi]se?|this|that|s?he|his|hers?|we|our|you|your|i|who(?:se|m|ever)?|what(?:ever)?"
    r"|(?:some|no|any|every)(?:body|one)",
    re.IGNORECASE,
)
BANNED = {
    "en": (
        r"shall|anew|as ever|of (?:theirs|yours)|is none|by (?:itself|themselves)|whoever|given up|put (?:away|back)"
        r"|told apart|no longer good|not good any more|beside all|mended|stands(?! out)|rings?|rang|so many"
        r"|past due|somebody senior|(?<!/)presets?|mailings?|the desk’s|doors?|floors?|storeys?|seats?"
    ),
    "ru": (
        r"решение(?=: ?$)|внутри(?! другой)|звон(?:ит|ят)|жив(?:ёт|ут)|на руках|за своих людей"
        r"|готов(?:ый|ые|ого|ых) ответ\w*|заготовк\w*|тормоз(?:а|у|ом)?|прочерк\w*|сто(?:ит|ят)|один(?= -)"
    ),
}
"""Translated phrases and metaphors of the code, for which the glossary has the trade's words."""
WORDS_OF_REQUESTERS = r"offered-words-.*"
"""Texts that list what requesters write: their words are not ours."""
SUBJECT = re.compile(
    r"release: [\d.]+\S*|"
    r"[a-z0-9_]+(?:, [a-z0-9_]+)*: (?!\w{3,}(?:ing|ed)\b|(?:an?|the|no|how|wh\w+)\b)[a-z]\S*(?: \S+)+"
)
"""Its area, and what the commit does in the imperative."""
HELD_SINCE = "tests: hold names, docstrings, texts and commits to plain words"
"""The commit that brought this file: earlier subjects stay as they are."""


class Function(NamedTuple):
    place: str
    name: str
    is_method: bool
    is_property: bool
    is_operation: bool


def _files() -> list[Path]:
    return [path for package in PACKAGES for path in files(ROOT / package)]


def _place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)} {getattr(node, 'name', '')}"


def _operations(path: Path) -> set[str]:
    """Functions given to `add_api_route("/path", function)`: their names are operation ids of the public schema."""
    if (ROOT / "web" / "api") not in path.parents:
        return set()
    calls = [node for node in nodes(path, ast.Call) if len(node.args) == 2]
    return {
        call.args[1].id
        for call in calls
        if isinstance(call.args[0], ast.Constant) and isinstance(call.args[1], ast.Name)
        if isinstance(call.args[0].value, str) and re.fullmatch(r"(?:/.*)?", call.args[0].value)
    }


@cache
def _functions() -> tuple[Function, ...]:
    """Functions of modules and methods of classes, without those inside of functions and without dunders."""
    return tuple(one for path in _files() for one in _defined(path, parsed(path), _operations(path)))


def _defined(path: Path, node: ast.AST, operations: set[str], *, in_class: bool = False) -> Iterator[Function]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            if not child.name.startswith("__"):
                marks = " ".join(ast.unparse(mark) for mark in child.decorator_list)
                is_property = bool(re.search(r"property|validator|\.setter", marks))
                is_operation = not in_class and child.name in operations
                yield Function(_place(path, child), child.name, in_class, is_property, is_operation)
        elif isinstance(child, ast.ClassDef | ast.If | ast.Try | ast.With):
            inside = in_class or isinstance(child, ast.ClassDef)
            yield from _defined(path, child, operations, in_class=inside)


def _public() -> list[Function]:
    return [one for one in _functions() if not one.name.startswith("_") and not one.is_property]


def test_the_list_of_verbs_is_in_order_and_in_use() -> None:
    lines = (ROOT / "tests" / "verbs.txt").read_text("utf-8").splitlines()
    assert lines == sorted(set(lines))
    used = {one.name.partition("_")[0] for one in _public()}
    assert VERBS - used == set(), "no longer in use"


def test_public_functions_are_named_by_verbs() -> None:
    unnamed = []
    for one in _public():
        first = one.name.partition("_")[0]
        is_free = one.name in HOOKS or one.is_operation or (one.is_method and first in CONVERSIONS)
        if not is_free and first not in VERBS and first not in QUESTIONS:
            unnamed.append(one.place)
    assert unnamed == []


def test_few_functions_are_named_by_a_participle() -> None:
    found = [one.place for one in _functions() if PARTICIPLE.fullmatch(one.name.strip("_").partition("_")[0])]
    assert len(found) < 0.03 * len(_functions()), found


def test_few_public_functions_have_one_word() -> None:
    found = [one.place for one in _public() if "_" not in one.name]
    assert len(found) < 0.35 * len(_public()), Counter(place.partition("/")[0] for place in found)


def _documented(node: ast.AST) -> Iterator[ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        yield node
        for child in node.body:
            yield from _documented(child)
    elif isinstance(node, ast.If):
        for child in node.body:
            yield from _documented(child)


def test_docstrings_are_sentences() -> None:
    """They have three words and a subject that a reader knows."""
    poor = []
    for path in _files():
        for node in _documented(parsed(path)):
            words = (ast.get_docstring(node, clean=False) or "").split()
            if words and (len(words) < 3 or PRONOUN.fullmatch(words[0].rstrip(",:;."))):
                poor.append(f"{_place(path, node)}: {' '.join(words[:8])}")
    assert poor == []


def _texts(language: str) -> Iterator[tuple[str, str]]:
    """Keys and pieces of their texts, without names of arguments, selectors and addresses."""
    for path in files(ROOT / "desk" / "locales" / language, "*.ftl"):
        for entry in texts(path).body:
            if isinstance(entry, fluent.Message):
                yield from ((entry.id.name, piece) for piece in _pieces(entry))


def _pieces(node: object) -> Iterator[str]:
    if isinstance(node, fluent.TextElement):
        yield node.value
    elif isinstance(node, fluent.BaseNode):
        for child in vars(node).values():
            yield from _pieces(child)
    elif isinstance(node, list):
        for child in node:
            yield from _pieces(child)


@IN_BOTH
def test_texts_have_no_banned_words(language: str) -> None:
    banned = re.compile(rf"\b(?:{BANNED[language]})\b", re.IGNORECASE)
    found = [
        f"{key}: {piece}"
        for key, piece in _texts(language)
        if banned.search(piece) and not re.fullmatch(WORDS_OF_REQUESTERS, key)
    ]
    assert found == []


def _git(*args: str) -> str:
    done = subprocess.run(["git", *args], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603, S607
    return done.stdout if done.returncode == 0 else ""


def test_subjects_of_commits_are_short_and_name_their_area() -> None:
    subjects = _git("log", "-30", "--no-merges", "--format=%s").splitlines()
    if HELD_SINCE in subjects:
        subjects = subjects[: subjects.index(HELD_SINCE) + 1]
    elif not subjects:
        pytest.skip("no history here")
    assert [one for one in subjects if len(one) > 72 or not SUBJECT.fullmatch(one)] == []


def test_contributing_shows_five_subjects() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("\n## A commit\n")[2]
    shown = [block.splitlines() for block in re.findall(r"```\n(.*?)```", text, re.DOTALL)]
    five = next(lines for lines in shown if len(lines) == 5)
    assert [one for one in five if len(one) > 72 or not SUBJECT.fullmatch(one)] == []
