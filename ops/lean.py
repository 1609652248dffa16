"""Imports what is large so that a process holds what it uses.

aiogram 3.31 has pydantic 2 compile its 600 models on import, which takes 110 MB and two seconds; a desk uses a tenth of
them, and each is compiled when it is first used. The names in their annotations are still found on import. structlog 25
imports rich, where a tool has brought it, for tracebacks that it does not write here. Without effect where pydantic is
built otherwise.
"""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

_COMPILER = "GenerateSchema"
_UNUSED = "rich"


def load() -> None:
    """Import them; has an effect only before anybody else has."""
    with _missing(_UNUSED):
        importlib.import_module("structlog")
    _load_aiogram()


@contextmanager
def _missing(name: str) -> Iterator[None]:
    """Whoever imports it meanwhile finds that it is not installed."""
    if name in sys.modules:
        yield
        return
    absent: Any = None
    sys.modules[name] = absent
    try:
        yield
    finally:
        del sys.modules[name]


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
        importlib.import_module("aiogram")
    finally:
        setattr(construction, _COMPILER, compiler)
