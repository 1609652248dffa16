"""Has the product imported with mistakes in it, all of them off, from its sources as they are.

Must not know what tests do with them.
"""

import sys
from collections.abc import Iterable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from tests.planted.mistakes import Mistake, find, plant

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = ("bot", "db", "desk", "doctor", "mail", "ops", "reports", "todoist_sync", "web")
SPAN = 10_000
"""How far apart the numbers of two modules begin: no module has as many places."""


def modules() -> list[Path]:
    """Return the product's modules, in the order of their numbers."""
    return sorted(path for package in PRODUCT for path in (ROOT / package).rglob("*.py"))


def find_all() -> dict[int, tuple[Path, Mistake]]:
    """Return every mistake that can be made, by its number in the whole product."""
    return {
        at * SPAN + one.number: (path, one)
        for at, path in enumerate(modules(), 1)
        for one in find(path.read_text("utf-8"), str(path))
    }


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, number: int, chosen: frozenset[int] | None) -> None:
        super().__init__(name, path)
        self._number, self._chosen = number, chosen

    def get_code(self, fullname: str) -> CodeType | None:
        """Compile it each time: no compiled file on the disk may have mistakes in it."""
        path = self.get_filename(fullname)
        source = Path(path).read_text("utf-8")
        first = self._number * SPAN + 1
        mine = self._chosen
        if mine is not None and not any(first <= one < first + SPAN for one in mine):
            return super().get_code(fullname)
        tree, _ = plant(source, path, first, mine)
        code: CodeType = compile(tree, path, "exec", dont_inherit=True)
        return code


class Planted(MetaPathFinder):
    """Finds the product's modules before others do."""

    def __init__(self, chosen: Iterable[int] | None) -> None:
        self._chosen = None if chosen is None else frozenset(chosen)
        self._numbers = {str(path): at for at, path in enumerate(modules(), 1)}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the module with its mistakes, or None for what is not the product's."""
        if fullname.partition(".")[0] not in PRODUCT:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        number = self._numbers.get(str(spec.origin)) if spec is not None else None
        if spec is None or number is None or not isinstance(spec.loader, SourceFileLoader):
            return spec
        spec.loader = _Loader(fullname, str(spec.origin), number, self._chosen)
        return spec


def install(chosen: Iterable[int] | None) -> None:
    """Plant these mistakes (None: all) in what is imported from now on."""
    already = [name for name in sys.modules if name.partition(".")[0] in PRODUCT]
    if already:
        raise RuntimeError(f"imported before anything was planted: {already[:3]}")
    finder: Any = Planted(chosen)
    sys.meta_path.insert(0, finder)
