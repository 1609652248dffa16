"""What one act enters: files, functions and hops between files; and what of it a reader pays for nothing.

Measured with the interpreter's profiling hook, which sees a coroutine or a generator again each time that it goes on:
a function is entered where its code begins (`RESUME 0`; Python 3.11 and newer). Comprehensions are no functions here:
nobody has to go elsewhere to read them, and Python 3.12 enters most no more. Must not know which acts are measured.
"""

import dis
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import CodeType, FrameType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
_PRODUCT = tuple(
    f"{ROOT / package}/" for package in ("bot", "desk", "db", "mail", "ops", "reports", "todoist_sync", "web")
)
_DOORS = {
    "own accounts": ("bot/features/own_accounts/", "desk/own_accounts/"),
    "guest calls": ("bot/features/guest_calls/", "desk/guest_calls/"),
    "groups": ("bot/features/groups/", "bot/updates/group_filter.py", "desk/groups/"),
    "staff group": (
        "bot/features/staff_group.py",
        "desk/notifications/staff_group.py",
        "desk/notifications/topic_rows.py",
    ),
    "mail": ("mail/", "desk/conversation/mailed_answers.py", "desk/requests/forwarded_mail.py"),
    "payments": ("bot/features/payments/", "desk/payments/"),
}
"""What belongs to doors by which nobody comes who writes to the bot alone, on the board or in the panel."""
_FILES = {door: tuple(str(ROOT / path) + "/" * path.endswith("/") for path in paths) for door, paths in _DOORS.items()}
_NO_FUNCTIONS = {"<listcomp>", "<dictcomp>", "<setcomp>", "<genexpr>"}
_SAY_NOTHING = {"__init__", "__post_init__", "__exit__", "__aexit__"}
_RETURNS = {dis.opmap[name] for name in ("RETURN_VALUE", "RETURN_CONST") if name in dis.opmap}
_GENERATES = inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR
_EMPTY = (str, bytes, tuple, list, dict, set, frozenset)
_PLAIN = {str, int, float, bool, bytes, datetime, timedelta, type(None)}
_AT_START = 3  # the bits of RESUME's argument that say where it stands: none at a function's start


class Distance(NamedTuple):
    """How far an act travels. `vain`: functions that only said no: None (as procedures do), False, something empty, or
    what they were given. `again`: calls with the arguments of an earlier one. `elsewhere`: calls into doors that are
    not concerned."""

    files: int
    functions: int
    hops: int
    vain: int
    again: int
    elsewhere: int


@cache
def _begin(code: CodeType) -> int:
    """Return where the function itself begins: before it a coroutine or generator is only made."""
    steps = (one.offset for one in dis.get_instructions(code) if one.opname == "RESUME" and not one.arg & _AT_START)
    return next(steps, 0)


@cache
def _returns_at(code: CodeType) -> frozenset[int]:
    """Return where the function returns: elsewhere it waits, yields or raises."""
    return frozenset(one.offset for one in dis.get_instructions(code) if one.opcode in _RETURNS)


def _is_no(said: object, given: tuple[object, ...]) -> bool:
    if isinstance(said, bool | int | None):
        return said is None or said is False
    return (isinstance(said, _EMPTY) and not said) or any(said is one for one in given)


def _get_arguments(frame: FrameType) -> tuple[object, ...]:
    code = frame.f_code
    count = code.co_argcount + code.co_kwonlyargcount
    count += bool(code.co_flags & inspect.CO_VARARGS) + bool(code.co_flags & inspect.CO_VARKEYWORDS)
    known = frame.f_locals
    return tuple(known[name] for name in code.co_varnames[:count])


@dataclass
class Trip:
    """The calls of one act within these folders or files: the file and name of each function entered, in order."""

    within: tuple[str, ...] = _PRODUCT
    calls: list[tuple[str, str]] = field(default_factory=list)
    _again: int = 0
    _asked: set[tuple[object, ...]] = field(default_factory=set)
    _given: dict[FrameType, tuple[object, ...]] = field(default_factory=dict)
    _kept: list[object] = field(default_factory=list)  # what is told apart by its identity stays alive
    _only_no: dict[tuple[str, str], bool] = field(default_factory=dict)

    @contextmanager
    def follow(self) -> Iterator[None]:
        """Note the calls of what is done meanwhile; a trip may have several parts."""
        sys.setprofile(self._note)
        try:
            yield
        finally:
            sys.setprofile(None)

    def _note(self, frame: FrameType, event: str, said: object) -> None:
        code = frame.f_code
        if not code.co_filename.startswith(self.within) or code.co_name in _NO_FUNCTIONS:
            return
        if event == "call" and frame.f_lasti == _begin(code):
            self._enter(frame, code)
        elif event == "return" and frame in self._given:
            self._leave(frame, code, said)

    def _enter(self, frame: FrameType, code: CodeType) -> None:
        self.calls.append((code.co_filename, code.co_qualname))
        given = self._given[frame] = _get_arguments(frame)
        self._kept.append(given)
        asked = (code, *((type(one), one if type(one) in _PLAIN else id(one)) for one in given))
        self._again += asked in self._asked
        self._asked.add(asked)

    def _leave(self, frame: FrameType, code: CodeType, said: object) -> None:
        name, returns = (code.co_filename, code.co_qualname), frame.f_lasti in _returns_at(code)
        if returns and code.co_name not in _SAY_NOTHING:
            self._only_no[name] = _is_no(said, self._given[frame]) and self._only_no.get(name, True)
        elif code.co_flags & _GENERATES:
            self._only_no[name] = False

    def count(self) -> Distance:
        """Return what was entered, and what of it was for nothing."""
        return Distance(
            files=len({file for file, _ in self.calls}),
            functions=len(set(self.calls)),
            hops=sum(one[0] != other[0] for one, other in pairwise(self.calls)),
            vain=sum(self._only_no.values()),
            again=self._again,
            elsewhere=sum(file.startswith(files) for files in _FILES.values() for file, _ in self.calls),
        )

    def list_doors(self) -> dict[str, set[str]]:
        """Return the doors that were entered, each by which functions."""
        entered = {
            door: {name for file, name in self.calls if file.startswith(files)} for door, files in _FILES.items()
        }
        return {door: names for door, names in entered.items() if names}
