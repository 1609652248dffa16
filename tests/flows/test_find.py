"""§3.4 `/find`: full text over tickets and entries, in Russian and English."""

import pytest

from desk.search import tickets as search
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import answers, filed
from tests.flows.stage import Stage

pytestmark = pytest.mark.accompanied

BOARD = False

ASKED = [
    "The printers on the second floor are burning",
    "Проекторы в зале не включаются",
    "I cannot find my badge",
]


async def _found(agent: Phone, wanted: str) -> list[str]:
    await agent.writes(f"/find {wanted}")
    return [b for b in buttons(await agent.last()) if b.startswith("open:")]


@pytest.mark.broad
async def test_it_finds_words_in_both_languages_in_whatever_form(stage: Stage, olga: Phone) -> None:
    for n, asked in enumerate(ASKED):
        await filed(await stage.phone(f"Guest {n}"), asked)
    for wanted, numbers in (
        ("printer", ["open:1"]),
        ("burn", ["open:1"]),
        ("PRINTERS floor", ["open:1"]),
        ("проектор", ["open:2"]),
        ("зал", ["open:2"]),
        ("включаться", ["open:2"]),
        ("badges", ["open:3"]),
        ('"second floor"', ["open:1"]),
        ("printer or проектор", ["open:2", "open:1"]),
        ("printer -floor", []),
        ("-floor", ["open:1"]),
        ("-5", []),
        ("giraffe", []),
        ("prin", ["open:1"]),
        ("проект", ["open:2"]),
        ("включ", ["open:2"]),
        ("sec flo", ["open:1"]),
        ("ba", []),
        ("prin gir", []),
        ('"prin"', []),
    ):
        told = len(await olga.received())
        assert await _found(olga, wanted) == numbers, wanted
        assert len(await olga.received()) == told + 1, wanted


@pytest.mark.broad
@pytest.mark.usefixtures("printer")
async def test_it_finds_what_was_said_later_on_either_side_and_in_notes(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    await rita.writes("It smells of liquorice")
    await answers(olga, 1, "We send an electrician")
    await answers(olga, 1, "// she means the giraffe")
    for wanted in ("liquorice", "electricians", "giraffes"):
        assert await _found(ivan, wanted) == ["open:1"]
    await ivan.presses("open:1")
    assert "giraffe" in words(await ivan.last())


@pytest.mark.broad
@pytest.mark.usefixtures("printer")
async def test_it_finds_what_has_ended(stage: Stage, rita: Phone, olga: Phone) -> None:
    await rita.presses("cancel:1")
    assert await _found(olga, "fire") == ["open:1"]


@pytest.mark.broad
async def test_nothing_found_is_said(stage: Stage, olga: Phone) -> None:
    await olga.writes("/find giraffe")
    assert words(await olga.last()) == "Nothing found for “giraffe”."


@pytest.mark.broad
@pytest.mark.usefixtures("printer")
async def test_what_was_withdrawn_and_what_still_gathers_is_not_found(stage: Stage, rita: Phone, olga: Phone) -> None:
    said = await answers(olga, 1, "We send an electrician")
    await olga.writes("/delete", reply_to=said)
    await rita.writes("/new I lost my giraffe")
    assert await _found(olga, "electrician") == []
    assert await _found(olga, "giraffe") == []


@pytest.mark.broad
async def test_many_come_newest_first_ten_a_message(stage: Stage, olga: Phone) -> None:
    for n in range(12):
        await filed(await stage.phone(f"Guest {n}"), f"The giraffe number {n} is on the loose")
    await olga.writes("/find giraffes")
    shown = await olga.last()
    assert "Found · 12" in words(shown)
    assert [b for b in buttons(shown) if b.startswith("open:")] == [f"open:{n}" for n in range(12, 2, -1)]


@pytest.mark.broad
async def test_of_what_too_many_hold_the_newest_are_found_and_that_is_said(
    stage: Stage, olga: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "FREQUENT", 0)
    monkeypatch.setattr(search, "_ENOUGH", 2)
    for n in range(2):
        await filed(await stage.phone(f"Guest {n}"), f"The giraffe number {n} is on the loose")
    assert await _found(olga, "giraffe") == ["open:2", "open:1"]
    assert words(await olga.last()).startswith("Found · the newest 2, there are more: add a word")
    await olga.writes("/language ru")
    await _found(olga, "giraffe")
    assert words(await olga.last()).startswith("Нашлось · последние 2, есть и другие: добавьте слово")


@pytest.mark.broad
async def test_any_text_may_be_looked_for(stage: Stage, olga: Phone) -> None:
    odd_ones = ("'", '"', "\\", "%", "_", "!", "& | !", "(", ":*", "<b>", "a" * 3000)
    for told, odd in enumerate(odd_ones, start=len(await olga.received()) + 1):
        await olga.writes(f"/find {odd}")
        assert len(await olga.received()) == told, odd
        assert words(await olga.last()).startswith("Nothing found for"), odd


async def test_a_staff_member_does_not_find_notes_in_their_own_request(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    number = await filed(olga, "My own chair is broken")
    await ivan.writes(f"/note {number} give her the giraffe")
    assert await _found(olga, "giraffe") == []
    assert await _found(olga, "chair") == [f"open:{number}"]
    assert await _found(ivan, "giraffe") == [f"open:{number}"]
