"""Where the documents lie that messages name: beside the code, or under `share/pulldesk` of an installed copy."""

import sys
from pathlib import Path

_CHECKOUT = Path(__file__).parent.parent
_INSTALLED = Path(sys.prefix, "share", "pulldesk")


def find_document(path: str) -> str:
    """Return `path`, such as `docs/reference.md`, as who runs this copy finds it; without documents, as in a
    container, it is the path of the repository."""
    if (_CHECKOUT / path).exists() or not (_INSTALLED / path).exists():
        return path
    return str(_INSTALLED / path)
