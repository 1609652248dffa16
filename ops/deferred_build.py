"""Imports aiogram without compiling its models: pydantic compiles each at its first use (decision 0024).

aiogram asks pydantic to compile all its models on import, although their own configuration says `defer_build`. If
pydantic is built otherwise than expected here, this is an ordinary import.
"""

import importlib
from typing import Any, NoReturn

_COMPILER = "GenerateSchema"


def import_aiogram() -> None:
    """Import aiogram; this has an effect only if it was not imported before. What is derived from its data of buttons
    is compiled at its first use too."""
    _import_deferring("aiogram")
    importlib.import_module("aiogram.filters.callback_data").CallbackData.model_config["defer_build"] = True


def _import_deferring(library: str) -> None:
    construction = importlib.import_module("pydantic._internal._model_construction")
    compiler: Any = getattr(construction, _COMPILER, None)
    not_now: Any = getattr(construction, "InvalidSchemaError", None)
    if compiler is None or not_now is None:
        return

    class DeferringCompiler:
        """Gives up on every model, which pydantic then compiles when it is first used."""

        def __init__(self, *_: Any) -> None:
            """Takes the arguments of pydantic's compiler."""

        def generate_schema(self, _: Any) -> None:
            """Return no schema: there is none yet."""

        def clean_schema(self, _: Any) -> NoReturn:
            """Raises what pydantic reads as "not yet"."""
            raise not_now

    setattr(construction, _COMPILER, DeferringCompiler)
    try:
        importlib.import_module(library)
    finally:
        setattr(construction, _COMPILER, compiler)
