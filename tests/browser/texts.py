"""The texts of the demo's page, as it has them itself."""

import json
from functools import cache
from typing import Any

from tests.browser.demo import PROJECT

FOLDER = PROJECT / "sandbox" / "page" / "texts"


@cache
def page_texts(language: str) -> dict[str, Any]:
    """Return the page's texts in a language: a text, or its forms by number."""
    texts: dict[str, Any] = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    return texts
