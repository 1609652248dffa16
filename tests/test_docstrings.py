"""A library without its docstrings does what it did."""

import dis
import subprocess
import sys
from collections.abc import Callable
from types import CodeType
from typing import Any

import pytest

from ops import docstrings
from tests.kill.door import ROOT

_MODULE = """
def told(x):
    "What it does."
    def inner():
        "What the inner one does."
        return x
    return inner

def says():
    "words"
    return "words"

def silent(x):
    return ("first", x)

def each(xs):
    return list("first" + x for x in xs)

shouted = lambda: "first"

class Kept:
    "A class."
    def method(self):
        "A method."
        return "method"
"""


def _module() -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(docstrings.without(compile(_MODULE, "module", "exec", optimize=0)), names)  # noqa: S102
    return names


def test_functions_have_none_at_any_depth_and_answer_as_before() -> None:
    module = _module()
    told: Callable[[int], Callable[[], int]] = module["told"]
    assert told.__doc__ == told(1).__doc__ == module["Kept"].method.__doc__ == " "
    assert (told(1)(), module["Kept"]().method()) == (1, "method")


def test_a_constant_that_is_used_stays_though_it_looks_like_one() -> None:
    module = _module()
    assert module["says"]() == "words"
    assert module["silent"](1) == ("first", 1)
    assert module["each"](["x"]) == ["firstx"]
    assert module["shouted"]() == "first"


_TAKE, _OTHER = dis.opmap["LOAD_CONST"], dis.opmap["NOP"]  # numbers of their own in each Python


@pytest.mark.parametrize(
    ("instructions", "uses"),
    [
        (b"", False),
        (bytes([_TAKE, 0]), True),
        (bytes([_TAKE, 1, _OTHER, 0]), False),
        (bytes([_OTHER, _TAKE, 0, _OTHER]), False),
        (bytes([_OTHER, _TAKE, 0, _OTHER, _OTHER, _TAKE, 0, _OTHER, _TAKE, 0]), True),
    ],
)
def test_only_an_instruction_counts_as_a_use(instructions: bytes, uses: bool) -> None:
    assert docstrings._uses_first(instructions) is uses


_BOT = """
import sys
import bot
import sqlalchemy.orm
import aiogram
from aiogram.types import base
from importlib.machinery import SourceFileLoader
assert sqlalchemy.orm.Session.execute.__doc__ == sqlalchemy.orm.Session.__doc__ == sqlalchemy.orm.session.__doc__ == " "
assert aiogram.Bot.send_message.__doc__ == aiogram.types.Message.__doc__ == " "
assert SourceFileLoader.get_code.__module__ != "ops.docstrings"
from bot.views import registry
assert len(registry.__doc__) > 1
assert "unittest" not in sys.modules and base.UNSET is base.UNSET
from unittest.mock import Mock
import bot.__main__
from bot.callbacks import OfTicket, PageTurn
assert not any(model.__pydantic_complete__ for model in PageTurn.__subclasses__() + OfTicket.__subclasses__())
button = OfTicket.__subclasses__()[0]
assert button.unpack(button.model_construct(**dict.fromkeys(button.model_fields, 7)).pack()).pack()
"""


@pytest.mark.broad
def test_the_bot_holds_neither_these_nor_unittest() -> None:
    done = subprocess.run([sys.executable, "-c", _BOT], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr


def test_code_that_is_not_there_stays_so() -> None:
    code: CodeType = compile("", "empty", "exec")
    assert docstrings.without(code).co_consts == code.co_consts
