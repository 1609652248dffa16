"""The product's own source and texts, each read and parsed once for all tests that look into them. Must not know what
they look for."""

import ast
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from fluent.syntax import FluentParser
from fluent.syntax.ast import Resource

Node = TypeVar("Node", bound=ast.AST)


@cache
def files(folder: Path, pattern: str = "*.py") -> tuple[Path, ...]:
    """Return all files of a folder and below that are called so, in order."""
    return tuple(sorted(folder.rglob(pattern)))


@cache
def text_of_file(path: Path) -> str:
    """Return what a file says."""
    return path.read_text("utf-8")


@cache
def parsed(path: Path) -> ast.Module:
    """Return a file as a tree, which must not be changed."""
    return ast.parse(text_of_file(path))


@cache
def _by_type(path: Path) -> dict[type[ast.AST], list[Any]]:
    """Return all nodes of a file by their type, the outer before the inner: `ast.walk` in half its time, and once."""
    found: dict[type[ast.AST], list[Any]] = {}
    reached: list[ast.AST] = [parsed(path)]
    for node in reached:
        found.setdefault(type(node), []).append(node)
        for value in vars(node).values():
            if isinstance(value, list):
                reached += [one for one in value if isinstance(one, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                reached.append(value)
    return found


def nodes(path: Path, *types: type[Node]) -> list[Node]:
    """Return the nodes of these types in a file, one type after the other."""
    return [node for kind in types for node in _by_type(path).get(kind, [])]


@cache
def texts(path: Path) -> Resource:
    """Return a file of Fluent texts as a tree, which must not be changed."""
    return FluentParser().parse(text_of_file(path))
