"""Planted mistakes are off until they are switched on, and each is what it says."""

import textwrap
from types import ModuleType
from typing import Any

import pytest

from tests.planted import switch
from tests.planted.mistakes import plant

SOURCE = textwrap.dedent(
    '''
    """A module."""
    from __future__ import annotations

    LIMIT = 3 > 2  # evaluated once: no place

    def of_age(age: int, known: bool = True) -> str:
        if age < 0:
            raise ValueError(age)
        if known and age >= 18:
            return "yes"
        return "no" if not known else "not yet"

    def walk(steps: list[str], person) -> int:
        steps.append("first")
        greet(steps, person.language)
        return len(steps) - 1

    def greet(steps, language):
        steps.append(language)

    async def in_order(one, two):
        await one()
        await two()
    '''
)


class _Rita:
    language = "en"


def _module(first: int = 1) -> tuple[Any, dict[str, int]]:
    """Return the planted module, and the numbers of its places by kind and text."""
    tree, planting = plant(SOURCE, "module.py", first)
    module = ModuleType("module")
    exec(compile(tree, "module.py", "exec"), module.__dict__)  # noqa: S102
    return module, {f"{one.kind}: {one.text}": one.number for one in planting.found}


def _with(number: int, function: Any, *given: object) -> object:
    switch.activate(number)
    try:
        return function(*given)
    finally:
        switch.activate(0)


def test_what_is_off_changes_nothing_and_is_noted_as_reached() -> None:
    module, places = _module()
    switch.reached.clear()
    assert [module.of_age(*given) for given in ((18,), (17,), (30, False))] == ["yes", "not yet", "no"]
    steps: list[str] = []
    assert (module.walk(steps, _Rita), steps) == (1, ["first", "en"])
    assert switch.reached <= set(places.values())
    assert len(switch.reached) > 8
    assert not any("3 > 2" in text for text in places)


@pytest.mark.parametrize(
    ("place", "given", "right", "wrong"),
    [
        ("comparison: age >= 18  ->  age > 18", (18,), "yes", "not yet"),
        ("condition left out: known and age >= 18  ->  age >= 18", (18, False), "no", "yes"),
        ("branch left out: known and age >= 18  ->  False", (18,), "yes", "not yet"),
        ("not left out: not known  ->  known", (3,), "not yet", "no"),
        ("off by one: 18  ->  19", (18,), "yes", "not yet"),
    ],
)
def test_a_mistake_that_is_on_does_what_it_says(place: str, given: tuple[object, ...], right: str, wrong: str) -> None:
    module, places = _module(first=500)
    found = {text.replace("guard left out", "branch left out"): number for text, number in places.items()}
    assert module.of_age(*given) == right
    assert _with(found[place], module.of_age, *given) == wrong


def test_a_guard_a_call_and_a_language_can_be_wrong() -> None:
    module, places = _module()
    assert _with(places["guard left out: age < 0  ->  False"], module.of_age, -1) == "not yet"
    steps: list[str] = []
    _with(places["call left out: steps.append('first')  ->  None"], module.walk, steps, _Rita)
    assert steps == ["en"]
    (language,) = (number for text, number in places.items() if text.startswith("language"))
    _with(language, module.walk, steps, _Rita)
    assert steps[-1] == "ru"


async def test_two_steps_can_be_in_the_wrong_order() -> None:
    module, places = _module()
    done: list[int] = []

    async def one() -> None:
        done.append(1)

    async def two() -> None:
        done.append(2)

    await module.in_order(one, two)
    (order,) = (number for text, number in places.items() if text.startswith("order"))
    switch.activate(order)
    try:
        await module.in_order(one, two)
    finally:
        switch.activate(0)
    assert done == [1, 2, 2, 1]
