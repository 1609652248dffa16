"""Where the documents lie that messages name: beside the code, or under `share/pulldesk` of an installed copy."""

import sys
from pathlib import Path

_CHECKOUT = Path(__file__).parent.parent
_INSTALLED = Path(sys.prefix, "share", "pulldesk")


def find_document(path: str) -> str:
    """Return where `path`, such as `docs/reference.md`, lies for the person who runs this copy. A container has no
    documents: there it is the path in the repository."""
    if (_CHECKOUT / path).exists() or not (_INSTALLED / path).exists():
        return path
    return str(_INSTALLED / path)
