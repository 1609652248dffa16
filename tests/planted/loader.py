"""Has the product imported from its sources as they are, changed: with mistakes in it, all of them off, or with a note
at the beginning of each function.

Must not know what tests do with them.
"""

import ast
import sys
from collections.abc import Callable, Iterable, Sequence
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


def find_all(only: Iterable[Path] | None = None) -> dict[int, tuple[Path, Mistake]]:
    """Return every mistake that can be made in these modules (None: all), by its number in the whole product."""
    wanted = None if only is None else set(only)
    return {
        at * SPAN + one.number: (path, one)
        for at, path in enumerate(modules(), 1)
        if wanted is None or path in wanted
        for one in find(path.read_text("utf-8"), str(path))
    }


Compile = Callable[[str, str], CodeType | None]
"""Makes the code of a module from its source and path; None: as it is."""


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, compiled: Compile) -> None:
        super().__init__(name, path)
        self._compiled = compiled

    def get_code(self, fullname: str) -> CodeType | None:
        """Keep it from the compiled files on the disk: none of them may have mistakes in it."""
        path = self.get_filename(fullname)
        return self._compiled(Path(path).read_text("utf-8"), path) or super().get_code(fullname)


class Changed(MetaPathFinder):
    """Finds the product's modules before others do."""

    def __init__(self, compiled: Compile) -> None:
        self._compiled = compiled

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the module as it is to be, or None for what is not the product's."""
        if fullname.partition(".")[0] not in PRODUCT:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(fullname, str(spec.origin), self._compiled)
        return spec


def install(compiled: Compile) -> None:
    """Change what is imported from now on, unless something does already."""
    if any(isinstance(one, Changed) for one in sys.meta_path):
        return
    already = [name for name in sys.modules if name.partition(".")[0] in PRODUCT]
    if already:
        raise RuntimeError(f"imported before anything could be changed: {already[:3]}")
    finder: Any = Changed(compiled)
    sys.meta_path.insert(0, finder)


def plant_all(chosen: Iterable[int]) -> None:
    """Plant these mistakes in what is imported from now on."""
    numbers = {str(path): at * SPAN for at, path in enumerate(modules(), 1)}
    mine = frozenset(chosen)
    concerned = {one // SPAN * SPAN for one in mine}

    def compiled(source: str, path: str) -> CodeType | None:
        if numbers.get(path) not in concerned:
            return None
        tree: ast.Module = plant(source, path, numbers[path] + 1, mine)[0]
        code: CodeType = compile(tree, path, "exec", dont_inherit=True)
        return code

    install(compiled)
