"""Imports libraries without their docstrings, which nobody reads in a running process: 7 MB of SQLAlchemy, aiogram and
what these bring along. They work as under `python -OO` (docs.python.org/3/using/cmdline.html, read 2026-11), but keep
their assertions. Knows no library by name."""

import dis
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.machinery import SourceFileLoader
from types import CodeType
from typing import Any

_OF_FIRST = tuple(bytes([operation, 0]) for operation in dis.hasconst)
"""Instructions are pairs of bytes: these take a constant, the first."""

_NONE = " "
"""What is there instead: SQLAlchemy 2.1 asserts that some of its functions have one (event/legacy.py)."""


@contextmanager
def left_out() -> Iterator[None]:
    """Modules that are first imported within the block have no docstrings: neither they, nor their functions, nor
    their classes."""
    loads: Any = SourceFileLoader
    of_file, loaded = loads.get_code, set[str]()

    def get_code(self: Any, name: str) -> CodeType | None:
        loaded.add(name)
        code: CodeType | None = of_file(self, name)
        return code and without(code)

    loads.get_code = get_code
    try:
        yield
    finally:
        loads.get_code = of_file
        _clear_classes(loaded)
        _clear_modules(loaded)


def without(code: CodeType) -> CodeType:
    """The same code, and what is defined in it, without the docstrings of functions. One is the first constant of its
    function; where the code itself uses that constant too, it stays."""
    constants = tuple(without(one) if isinstance(one, CodeType) else one for one in code.co_consts)
    if constants and isinstance(constants[0], str) and not _uses_first(code.co_code):
        constants = (_NONE, *constants[1:])
    return code.replace(co_consts=constants)


def _uses_first(instructions: bytes) -> bool:
    """Whether some instruction takes the first constant; said of a few that only look so."""
    return any(_at_even_place(pair, instructions) for pair in _OF_FIRST)


def _at_even_place(pair: bytes, instructions: bytes) -> bool:
    place = instructions.find(pair)
    while place > 0 and place % 2:
        place = instructions.find(pair, place + 1)
    return place >= 0


def _clear_classes(modules: set[str]) -> None:
    for one in gc.get_objects():
        if isinstance(one, type) and one.__module__ in modules and isinstance(vars(one).get("__doc__"), str):
            with suppress(AttributeError, TypeError):
                one.__doc__ = _NONE


def _clear_modules(names: set[str]) -> None:
    for module in filter(None, map(sys.modules.get, names)):
        if isinstance(vars(module).get("__doc__"), str):
            module.__doc__ = _NONE
