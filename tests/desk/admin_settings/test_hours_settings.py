"""Settings of which people type a part: what there was before stays, and nobody's change is lost."""

import asyncio
from datetime import timedelta

import pytest

from db.models import DeskRow, Person, Role, StoredSetting
from desk import DayRange, Refused
from desk.admin_settings import value_buttons
from desk.admin_settings.changes import change_setting
from desk.admin_settings.registry import get_setting
from desk.settings.hours import make_removal
from tests.desk.stage import Someone, Stage


async def _stored(stage: Stage, key: str) -> object:
    async with stage.database.unit_of_work() as session:
        row = await session.get(StoredSetting, key)
        return None if row is None else row.value


async def test_ranges_are_added_removed_and_forgotten_a_month_after(stage: Stage, vera: Someone) -> None:
    first = stage.now.date().replace(month=12, day=24)
    await stage.does(vera, change_setting, "day_ranges", f"{first}..26 closed Christmas\n" * 2)
    await stage.does(vera, change_setting, "day_ranges", f"{first}\n".strip() + " open Party")
    assert [row[3] for row in await _stored(stage, "day_ranges")] == ["Christmas", "Party"]  # type: ignore[attr-defined]
    await stage.does(vera, change_setting, "day_ranges", "remove 1")
    assert await _stored(stage, "day_ranges") == [[str(first), str(first), True, "Party"]]
    for wrong, refusal in (
        ("remove 2", "days-no-such"),
        ("remove 0", "days-no-such"),
        ("2020-01-01 closed", "days-past"),
    ):
        with pytest.raises(Refused, match=refusal):
            await stage.does(vera, change_setting, "day_ranges", wrong)
    assert len(await _stored(stage, "day_ranges")) == 1  # type: ignore[arg-type]


async def test_a_range_is_kept_until_a_month_after_its_last_day(stage: Stage, vera: Someone) -> None:
    begun = stage.now.date() - timedelta(days=60)
    end = stage.now.date() + timedelta(days=1)
    await stage.does(vera, change_setting, "day_ranges", f"{begun}..{end} closed Repair")
    for later, kept in ((31, ["Repair", "0"]), (1, ["0", "1"])):
        stage.later(days=later)
        name, today = later % 31, stage.now.date()
        await stage.does(vera, change_setting, "day_ranges", f"{today} open {name}")
        assert [row[3] for row in await _stored(stage, "day_ranges")] == kept  # type: ignore[attr-defined]


async def test_a_button_takes_away_the_days_it_names(stage: Stage, vera: Someone) -> None:
    day = stage.now.date()
    await stage.does(vera, change_setting, "day_ranges", f"{day} closed\n{day} open")
    held = DayRange(day, day, True)
    await stage.does(vera, change_setting, "day_ranges", make_removal(held))
    assert await _stored(stage, "day_ranges") == [[str(day), str(day), False, ""]]
    with pytest.raises(Refused, match="days-no-such"):
        await stage.does(vera, change_setting, "day_ranges", make_removal(held))


async def test_who_has_left_can_be_taken_out_and_not_put_in(stage: Stage, vera: Someone, olga: Someone) -> None:
    await stage.does(vera, change_setting, "night_staff", f"add {olga.id}")
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Person, olga.id)).dismissed_at = stage.now
    await stage.does(vera, change_setting, "night_staff", f"remove {olga.id}")
    assert await _stored(stage, "night_staff") == []
    for typed in (f"add {olga.id}", "Olga"):
        with pytest.raises(Refused, match="setting-wrong-staff"):
            await stage.does(vera, change_setting, "night_staff", typed)


async def test_who_is_chosen_already_is_offered_first_and_may_be_taken_out(stage: Stage) -> None:
    team = [await stage.person(name, Role.AGENT) for name in ("Anna", "Boris", "Cleo", "Dan", "Eva")]
    stage.with_rules(hours__night_staff=(team[4].id,))
    one = get_setting("night_staff")
    assert one is not None
    async with stage.database.reading() as session:
        offered = await value_buttons.list_buttons(session, one, stage.rules, "en")
    assert [(offer.args["value"], offer.typed) for offer in offered] == [
        ("Eva", f"remove {team[4].id}"),
        *((name, f"add {who.id}") for name, who in zip(("Anna", "Boris", "Cleo"), team, strict=False)),
    ]


async def test_two_admins_at_once_both_entries_are_kept(stage: Stage) -> None:
    vera, boris = await stage.person("Vera", Role.ADMIN), await stage.person("Boris", Role.ADMIN)
    day = stage.now.date().replace(month=12, day=31)
    await asyncio.gather(
        stage.does(vera, change_setting, "day_ranges", f"{day} closed One"),
        stage.does(boris, change_setting, "day_ranges", f"{day} closed Two"),
    )
    assert {row[3] for row in await _stored(stage, "day_ranges")} == {"One", "Two"}  # type: ignore[attr-defined]


async def test_staff_are_named_as_they_are_called(stage: Stage, vera: Someone) -> None:
    olga, oleg = await stage.person("Olga", Role.AGENT), await stage.person("Oleg", Role.AGENT)
    await stage.person("Rita")
    await stage.does(vera, change_setting, "night_staff", "olga, OLEG; ole")
    assert await _stored(stage, "night_staff") == [olga.id, oleg.id]
    for wrong in ("ol", "nobody", "Rita", str(olga.id)):
        with pytest.raises(Refused, match="setting-wrong-staff"):
            await stage.does(vera, change_setting, "night_staff", wrong)
    await stage.does(vera, change_setting, "night_staff", "-")
    assert await _stored(stage, "night_staff") == []


async def test_open_tickets_are_to_follow_what_moves_the_hours_and_nothing_else(stage: Stage, vera: Someone) -> None:
    for key, typed, follows in (
        ("cannot_wait", "on", False),
        ("timezone", "Europe/Riga", True),
        ("hours", "9-18", True),
    ):
        await stage.does(vera, change_setting, key, typed)
        async with stage.database.unit_of_work() as session:
            row = await session.get_one(DeskRow, 1)
            assert (row.recalculate_at is not None) is follows
            row.recalculate_at = None
