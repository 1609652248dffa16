"""Imports what is large so that a process holds what it uses.

aiogram 3.31 has pydantic 2 compile its 600 models on import, which takes 110 MB and two seconds; a desk uses a tenth of
them, and each is compiled when it is first used. The names in their annotations are still found on import. structlog 25
imports rich, where a tool has brought it, for tracebacks that it does not write here; aiogram takes two sentinels of
unittest. Nobody reads their docstrings. Without effect where pydantic is built otherwise.
"""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from types import ModuleType
from typing import Any, NoReturn

from ops import docstrings, methods

_COMPILER = "GenerateSchema"
_UNUSED = "rich"
_MOCK = "unittest.mock"


def load(*others: str) -> None:
    """Import them, and the `others` without their docstrings; has an effect only before anybody else has."""
    with docstrings.left_out():
        with _instead({_UNUSED: None}):
            importlib.import_module("structlog")
        with _instead(_sentinels_alone()):
            _load_aiogram()
            _compile_presses_later()
        for name in others:
            importlib.import_module(name)


@contextmanager
def _instead(others: dict[str, ModuleType | None]) -> Iterator[None]:
    """Whoever imports one of these meanwhile gets the other, or finds that it is not installed; without effect where
    one is there already."""
    if any(name in sys.modules for name in others):
        yield
        return
    modules: dict[str, Any] = sys.modules
    modules.update(others)
    try:
        yield
    finally:
        for name in others:
            del modules[name]


def _sentinels_alone() -> dict[str, ModuleType | None]:
    """unittest with nothing but `mock.sentinel`, which is all that aiogram takes of it."""
    whole, mock = ModuleType(_MOCK.partition(".")[0]), ModuleType(_MOCK)
    vars(mock)["sentinel"] = _Sentinels()
    return {whole.__name__: whole, mock.__name__: mock}


class _Sentinels:
    """One object a name."""

    def __getattr__(self, name: str) -> object:
        kind: Any = Enum
        return vars(self).setdefault(name, kind("sentinel", [name])[name])


def _load_aiogram() -> None:
    construction = importlib.import_module("pydantic._internal._model_construction")
    compiler: Any = getattr(construction, _COMPILER, None)
    gives_up: Any = getattr(construction, "InvalidSchemaError", None)
    if compiler is None or gives_up is None:
        return

    class Later:
        """A compiler that gives up: pydantic then compiles the model when somebody uses it."""

        def __init__(self, *_: Any) -> None:
            """Takes what the real one takes."""

        def generate_schema(self, _: Any) -> None:
            """Nothing yet."""

        def clean_schema(self, _: Any) -> NoReturn:
            """What pydantic understands as "not now"."""
            raise gives_up

    setattr(construction, _COMPILER, Later)
    try:
        with methods.later():
            importlib.import_module("aiogram")
    finally:
        setattr(construction, _COMPILER, compiler)


def _compile_presses_later() -> None:
    """What buttons carry: a hundred models of ours, compiled when such a button is drawn or pressed."""
    importlib.import_module("aiogram.filters.callback_data").CallbackData.model_config["defer_build"] = True
