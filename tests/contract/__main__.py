"""`python -m tests.contract` (`make contract`): hold the documented assertions against the real services whose tokens
are in the environment, and say what would be checked of the others."""

import ast
import sys
from pathlib import Path

import pytest

from tests.contract.documented import TOKENS, is_real

_HERE = Path(__file__).parent


def _list_assertions(path: Path) -> list[str]:
    functions = [
        node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.AsyncFunctionDef)
    ]
    return [name.removeprefix("test_").replace("_", " ") for name in functions if name.startswith("test_")]


def main() -> int:
    """Return pytest's exit code, 0 if there is no token."""
    real = []
    for service, variables in TOKENS.items():
        path = _HERE / f"test_documented_{service}.py"
        if is_real(service):
            real.append(str(path))
            continue
        lines = [f"{service}: not checked; set {' and '.join(variables)} to check:", *_list_assertions(path)]
        sys.stdout.write("\n  ".join(lines) + "\n")
    return int(pytest.main(["-q", "-p", "no:cacheprovider", "--tb=short", "-k", "real", *real])) if real else 0


if __name__ == "__main__":
    sys.exit(main())
