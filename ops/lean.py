"""Imports aiogram so that each of its models is compiled when it is first used.

aiogram 3.31 has pydantic 2 compile its 600 models on import, which takes 110 MB and two seconds; a desk uses a tenth of
them. The names in their annotations are still found on import. Without effect where pydantic is built otherwise.
"""

import importlib
from typing import Any, NoReturn

_COMPILER = "GenerateSchema"


def load() -> None:
    """Import it; has an effect only before anybody else has."""
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
