"""Settings are changed by admins, met by every process at its next unit of work, taken back once."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import (
    AuditRecord,
    CannedReply,
    Category,
    DeskRow,
    KnownProblem,
    PresetAnswer,
    PresetState,
    Role,
    StoredSetting,
)
from db.settings import Settings
from desk import DeskSettings, NotAllowed, Outdated, Refused
from desk.admin_settings.changes import (
    CurrentSettings,
    SettingChange,
    apply_stored,
    bump_settings_version,
    change_setting,
    change_settings,
    choose_preset,
    get_newest_version,
    undo_setting,
)
from desk.admin_settings.registry import get_setting
from desk.people import person_rows
from desk.settings.defaults.notices import BriefingsSent
from tests.desk.stage import Someone, Stage
from tests.rules import rules_with
from tests.sql import scalars
from tests.statements import noted


async def _sets(stage: Stage, who: Someone, key: str, typed: str) -> SettingChange:
    change: SettingChange = await stage.does(who, change_setting, key, typed)
    return change


async def _rows(stage: Stage, what: Any) -> list[Any]:
    return await scalars(stage, select(what))


async def _now(stage: Stage, who: Someone, current: CurrentSettings) -> DeskSettings:
    """What a process works by when this person writes."""
    async with stage.database.unit_of_work() as session:
        given = {"first": "Vera", "last": None, "username": None, "language": "en", "now": stage.now}
        await person_rows.get_or_create(session, who.chat, **given, rules=current.last)  # type: ignore[arg-type]
        return await current.get_for_session(session)


async def test_a_change_counts_at_once_in_every_process_and_is_audited(stage: Stage, vera: Someone) -> None:
    mine, others = CurrentSettings(stage.rules), CurrentSettings(stage.rules)
    await stage.does(vera, bump_settings_version)
    assert await _now(stage, vera, mine) == replace(stage.rules, version=1)
    change = await _sets(stage, vera, "remind_minutes", "1 h")
    assert (change.old, change.new, change.changed) == (None, 60, True)
    assert (
        (await _now(stage, vera, mine)).team.remind
        == (await _now(stage, vera, others)).team.remind
        == timedelta(hours=1)
    )
    assert (await _now(stage, vera, mine)).team.undo == stage.rules.team.undo
    again = await _sets(stage, vera, "remind_minutes", "60")
    assert not again.changed
    (row,) = await _rows(stage, StoredSetting)
    assert (row.value, row.previous, row.version, row.changed_by, row.changed_at) == (60, None, 2, vera.id, stage.now)
    (audited,) = await _rows(stage, AuditRecord)
    assert (audited.action, audited.object, audited.old, audited.new, audited.actor_id) == (
        "setting",
        "setting:remind_minutes",
        "15",
        "60",
        vera.id,
    )


async def test_looking_costs_no_statement_until_something_changed(stage: Stage, vera: Someone) -> None:
    await _sets(stage, vera, "undo_seconds", "20")
    current = CurrentSettings(stage.rules)
    with noted() as told:
        await _now(stage, vera, current)
    assert sum("jsonb_object_agg" in one for one in told) == 1
    with noted() as again:
        await _now(stage, vera, current)
    assert len(again) == 1  # the one that reads the person


async def test_a_session_that_met_no_version_takes_what_was_last(stage: Stage) -> None:
    current = CurrentSettings(stage.rules)
    async with stage.database.sessions() as session:
        assert await current.get_for_session(session) is stage.rules


async def test_a_desk_that_was_put_back_to_an_older_version_is_met_too(stage: Stage, vera: Someone) -> None:
    await _sets(stage, vera, "max_open", "7")
    current = CurrentSettings(replace(stage.rules, version=9))
    assert (await _now(stage, vera, current)).limits.max_open == 7


async def test_a_change_is_taken_back_and_brought_again(stage: Stage, vera: Someone) -> None:
    await _sets(stage, vera, "max_open", "50")
    await _sets(stage, vera, "max_open", "7")
    undone = await stage.does(vera, undo_setting, "max_open", 2)
    assert (undone.old, undone.new) == (7, 50)
    assert await stage.does(vera, undo_setting, "max_open", 2) is None  # pressed twice
    again = await stage.does(vera, undo_setting, "max_open", 3)
    assert again.new == 7
    assert await stage.does(vera, undo_setting, "max_untaken", 1) is None
    (row,) = await _rows(stage, StoredSetting)
    assert (row.key, row.value, row.version) == ("max_open", 7, 4)


async def test_the_first_change_is_taken_back_to_the_default(stage: Stage, vera: Someone) -> None:
    await _sets(stage, vera, "board_phone_numbers", "on")
    await stage.does(vera, undo_setting, "board_phone_numbers", 1)
    (row,) = await _rows(stage, StoredSetting)
    assert (row.value, row.previous) == (None, True)
    await _sets(stage, vera, "board_phone_numbers", "on")
    assert (await _sets(stage, vera, "board_phone_numbers", " По  умолчанию ")).new is None
    assert (await _now(stage, vera, CurrentSettings(stage.rules))).board.phone_numbers is False


@pytest.mark.parametrize(
    ("key", "typed", "refusal"),
    [
        ("undo_seconds", "soon", "setting-wrong-length"),
        ("timezone", "Mars/Olympus", "setting-wrong-zone"),
        ("max_open", "0", "setting-wrong-number"),
        ("board_phone_numbers", "perhaps", "setting-wrong-switch"),
        ("no_such", "1", "no-such-setting"),
        ("locale", "ru", "no-such-setting"),
    ],
)
async def test_what_does_not_fit_changes_nothing(stage: Stage, key: str, typed: str, refusal: str) -> None:
    vera = await stage.person("Vera", Role.ADMIN)
    with pytest.raises(Refused) as refused:
        await _sets(stage, vera, key, typed)
    assert refused.value.key == refusal
    assert not await _rows(stage, StoredSetting)
    assert not await _rows(stage, AuditRecord)


async def test_only_admins_change_and_take_back(stage: Stage, vera: Someone, olga: Someone) -> None:
    former = await stage.person("Boris", Role.ADMIN, dismissed_at=stage.now)
    await _sets(stage, vera, "max_open", "50")
    for who in (olga, former):
        with pytest.raises(NotAllowed):
            await _sets(stage, who, "max_open", "7")
        with pytest.raises(NotAllowed):
            await stage.does(who, undo_setting, "max_open", 1)
    (row,) = await _rows(stage, StoredSetting)
    assert row.value == 50


async def test_the_environment_pins(stage: Stage, vera: Someone) -> None:
    await _sets(stage, vera, "max_open", "50")
    stage.with_rules(pinned=frozenset({"max_open"}), limits__max_open=9)
    assert (await _now(stage, vera, CurrentSettings(stage.rules))).limits.max_open == 9
    with pytest.raises(Refused) as refused:
        await _sets(stage, vera, "max_open", "7")
    assert (refused.value.key, refused.value.args_) == ("setting-pinned", {"variable": "MAX_OPEN"})
    with pytest.raises(Refused):
        await stage.does(vera, undo_setting, "max_open", 1)
    await _sets(stage, vera, "max_untaken", "7")


def test_a_variable_that_is_set_pins_and_an_empty_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDO_SECONDS", "10")
    monkeypatch.setenv("MAX_OPEN", "")
    rules = DeskSettings.from_settings(Settings(_env_file=None), board=True)  # type: ignore[call-arg]
    assert "undo_seconds" in rules.pinned
    assert "max_open" not in rules.pinned


def test_rows_of_another_version_are_tolerated() -> None:
    """A key nobody knows is passed over; a value that does not fit leaves the default."""
    start = rules_with(bot_id=77, team__undo=timedelta(seconds=3))
    rows = {"newer_minutes": 5, "undo_seconds": "ten", "max_open": 7, "timezone": "Mars"}
    assert apply_stored(start, rows, version=4) == rules_with(start, limits__max_open=7, version=4)


async def test_of_two_admins_at_once_both_changes_are_kept_one_after_the_other(stage: Stage) -> None:
    vera, boris = await stage.person("Vera", Role.ADMIN), await stage.person("Boris", Role.ADMIN)
    changes = await asyncio.gather(*(_sets(stage, who, "max_open", n) for who, n in ((vera, "30"), (boris, "40"))))
    (row,) = await _rows(stage, StoredSetting)
    assert {row.value, row.previous} == {30, 40}
    assert row.version == 2
    assert sorted((change.old or 0) for change in changes) == [0, row.previous]


@pytest.mark.parametrize("at", ["17:00", "10:00"])
async def test_what_is_set_together_says_together_when_the_next_briefing_is(stage: Stage, at: str) -> None:
    vera = await stage.person("Vera", Role.ADMIN)
    for daily, due in (("daily", stage.now.replace(hour=int(at[:2]))), ("off", None)):
        typed = {"briefings": daily, "briefing_at": at if due is not None else "09:30"}
        async with stage.database.sessions() as session:
            seen = await get_newest_version(session, typed)
        await stage.does(vera, change_settings, typed, seen=seen)
        (row,) = await _rows(stage, DeskRow)
        assert row.briefing_at == due
        stage.with_rules(briefings__sent=BriefingsSent(daily=True))


async def test_the_default_typed_is_no_change_and_a_change_of_another_is_none_of_these(stage: Stage) -> None:
    vera = await stage.person("Vera", Role.ADMIN)
    assert not (await _sets(stage, vera, "remind_minutes", "15")).changed
    assert await _rows(stage, AuditRecord) == []
    async with stage.database.sessions() as session:
        seen = await get_newest_version(session, ["max_open"])
    await _sets(stage, vera, "undo_seconds", "20")
    (done,) = await stage.does(vera, change_settings, {"max_open": "7"}, seen=seen)
    assert done.changed
    with pytest.raises(Refused, match="setting-changed-since"):
        await stage.does(vera, change_settings, {"max_open": "8"}, seen=seen)


async def test_of_two_admins_who_saw_the_same_one_changes_it(stage: Stage) -> None:
    vera, boris = await stage.person("Vera", Role.ADMIN), await stage.person("Boris", Role.ADMIN)
    await _sets(stage, vera, "undo_seconds", "20")
    both = [stage.does(who, change_settings, {"max_open": n}, seen=0) for who, n in ((vera, "7"), (boris, "8"))]
    done = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one) for one in done if isinstance(one, Refused)) == [Refused]


async def test_only_what_is_there_counts(stage: Stage, vera: Someone) -> None:
    """A draft is no answer, a removed reply none, a group no topic; a problem of a group is one of its topics."""
    asks = [{"key": "room", "text": {"en": "Which room?"}}]
    async with stage.database.unit_of_work() as session:
        for key, more in ((1, {"is_group": True}), (2, {"parent_id": 1}), (3, {"removed_at": stage.now}), (4, {})):
            given = {"name": f"T{key}", "folded": f"t{key}", "questions": asks, "keywords": ["lamp"]}
            session.add(Category(id=key, **given, **more))
            await session.flush()
        draft = {"title": "Soon", "state": PresetState.DRAFT, "created_by": vera.id, "updated_at": stage.now}
        gone = {"key": "gone", "folded": "gone", "text": "Gone.", "created_by": vera.id, "removed_at": stage.now}
        session.add_all([PresetAnswer(created_at=stage.now, **draft), CannedReply(created_at=stage.now, **gone)])
        for title, key, state in (("Dark", 1, "open"), ("Over", 4, "closed")):
            of = {"title": title, "category_id": key, "state": state}
            session.add(KnownProblem(made_by=vera.id, created_at=stage.now, **of))
    await stage.does(vera, bump_settings_version)
    rules = await _now(stage, vera, CurrentSettings(stage.rules))
    assert (rules.knowledge.presets, rules.knowledge.canned) == (False, frozenset())
    assert [key for key, _ in rules.topics.keywords] == [2, 4]
    assert rules.requests.topic_questions == {2, 4}
    assert rules.knowledge.problems is not None
    assert [(one.title, one.topics) for one in rules.knowledge.problems] == [("Dark", {1, 2})]


async def test_a_button_of_a_preset_that_is_there_no_more_is_out_of_date(stage: Stage, vera: Someone) -> None:
    many = len(get_setting("remind_minutes").kind.presets)  # type: ignore[union-attr]
    for number in (many, -1):
        with pytest.raises(Outdated):
            await stage.does(vera, choose_preset, "remind_minutes", number)
    assert (await stage.does(vera, choose_preset, "remind_minutes", many - 1)).changed
