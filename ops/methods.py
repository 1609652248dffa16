"""aiogram's methods of Telegram, each imported when it is first called or asked for: 185 models and their modules, of
which a desk calls a dozen. Without effect where aiogram is built otherwise."""

import ast
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

_LIBRARY, _PART, _BASE = "aiogram", "methods", "base"
_NAME = f"{_LIBRARY}.{_PART}"


@contextmanager
def later() -> Iterator[None]:
    """aiogram may be imported within the block; has an effect only before anybody else has."""
    folder = _folder()
    modules = _modules(folder) if folder is not None and _LIBRARY not in sys.modules else {}
    if modules.get("TelegramMethod") != _BASE:
        yield
        return
    methods = sys.modules[_NAME] = _Methods(str(folder), modules)
    yield
    methods.arrive()


def _folder() -> Path | None:
    spec = find_spec(_LIBRARY)
    return Path(spec.origin).parent / _PART if spec is not None and spec.origin is not None else None


def _modules(folder: Path) -> dict[str, str]:
    """The module of each name; nothing where the package does more than import names from its own."""
    try:
        statements = ast.parse((folder / "__init__.py").read_bytes()).body
    except (OSError, SyntaxError):
        return {}
    imports = [one for one in statements if isinstance(one, ast.ImportFrom) and one.level == 1]
    others = [one for one in statements if not isinstance(one, ast.ImportFrom)]
    if len(others) > 1 or len(imports) + len(others) < len(statements):
        return {}
    return {alias.name: one.module or "" for one in imports for alias in one.names}


class _Methods(ModuleType):
    """In the package's place. The library's client takes every name on import and only calls it later: until then it
    gets what imports the method when it is called."""

    def __init__(self, folder: str, modules: dict[str, str]) -> None:
        super().__init__(_NAME)
        self.__spec__ = ModuleSpec(_NAME, None, is_package=True)
        self.__path__ = [folder]
        self.__package__ = _NAME
        self.__all__ = tuple(modules)
        self._modules = modules
        self._arrived = False

    def __getattr__(self, name: str) -> Any:
        module = self._modules.get(name)
        if module is None:
            raise AttributeError(f"module {_NAME!r} has no attribute {name!r}", name=name, obj=self)
        if not self._arrived and module != _BASE:
            return _Called(self, name)
        found = getattr(importlib.import_module(f"{_NAME}.{module}"), name)
        setattr(self, name, found)
        return found

    def arrive(self) -> None:
        """The library is imported: names are the methods themselves now, compiled at their first use as all others."""
        self._arrived = True
        self.TelegramMethod.model_config["defer_build"] = True


class _Called:
    """A method that is only called."""

    __slots__ = ("_methods", "_name")

    def __init__(self, methods: _Methods, name: str) -> None:
        self._methods, self._name = methods, name

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return getattr(self._methods, self._name)(*arguments, **named)
