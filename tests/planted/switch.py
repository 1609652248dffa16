"""What planted code asks at run time: is this mistake the one that is on? It also keeps which places were reached.

Must not know what the mistakes are.
"""

import sys
from collections.abc import Callable
from typing import Any

active = 0
"""The number of the mistake that is on; 0: none."""
reached: set[int] = set()
"""The numbers of the places that code has passed since somebody cleared them."""
_note: Callable[[int], None] = reached.add
NAME = "_is_planted"
"""What `is_on` is called in planted modules."""


def is_on(number: int) -> bool:
    """Note that the place was reached; return True if its mistake is on."""
    _note(number)
    return number == active


def activate(number: int) -> None:
    """Switch this mistake on, and the one before it off; 0 switches all off."""
    sys.modules[__name__].__dict__["active"] = number


def other_language(language: Any) -> Any:
    """Return the language that was not meant, of the same kind."""
    if language not in {"en", "ru"}:
        return language
    return type(language)("ru" if language == "en" else "en")
