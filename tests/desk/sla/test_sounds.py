"""Who hears a notification: the table of `docs/explanation/notifications.md`, over all that it depends on."""

from itertools import product
from pathlib import Path

import pytest

from db.models import Ticket
from desk.sla.sounds import DeskHour, Listener, choose_sound

_PAGES = [f"docs/{language}explanation/notifications.md" for language in ("", "ru/")]
_YES, _NO, _ANY = {"yes", "да"}, {"no", "нет"}, {"any", "любое"}
_NAMED = {"открыта": "open", "ночь": "night", "закрыта": "closed", "критичный": "critical", "другой": "other"}


def _read_rows(page: str) -> list[list[str]]:
    text = (Path(__file__).parents[3] / page).read_text("utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    return [[_NAMED.get(cell, cell) for cell in row] for row in rows if len(row) == 7][2:]


def _fits(cell: str, value: bool | str) -> bool:
    if cell in _ANY:
        return True
    return cell == value if isinstance(value, str) else cell in (_YES if value else _NO)


@pytest.mark.parametrize("page", _PAGES)
def test_the_page_says_who_hears_it(page: str) -> None:
    rows = _read_rows(page)
    for hour, priority, *person in product(DeskHour, (1, 3), *[(False, True)] * 4):
        on_shift, on_call, busy, quiet = person
        values = (hour.value, "critical" if priority == 1 else "other", *person)
        row = next(one for one in rows if all(map(_fits, one, values)))
        who = Listener(on_shift=on_shift, on_call=on_call, busy=busy, quiet=quiet)
        assert choose_sound(Ticket(priority=priority), who, hour) is (row[-1] in _YES), (values, row)


@pytest.mark.parametrize("priority", [1, 3])
def test_one_hears_neither_ones_own_act_nor_two_sounds_in_three_minutes(priority: int) -> None:
    ticket = Ticket(priority=priority)
    assert not choose_sound(ticket, Listener(on_call=True, acts=True), DeskHour.OPEN)
    assert choose_sound(ticket, Listener(lately=True), DeskHour.OPEN) is (priority == 1)
