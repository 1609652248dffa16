"""Each act of the team on a ticket, at each door: derived from its declaration, made by hand once, or not there; and
with the right that it needs, wherever it is done."""

import inspect
from dataclasses import replace
from typing import Any

import pytest
from aiogram import Router

from bot.features.registry import BUTTON_GRANTS, COMMANDS, FEATURES
from bot.features.ticket.buttons import ACT_PRESSES
from bot.handlers import CommandFilter
from db.models import QuestionKind
from desk.act_catalogue import ACTS, BY_VERB, find_asking, list_acts
from desk.acts import of_tickets
from desk.acts.declaring import MADE, Door, RowKey, TicketAct, make_by_hand
from desk.acts.of_rules import ACTIONS, VALUES
from desk.i18n.catalog import has_key
from desk.policy.transitions import SECTION_VERB
from desk.settings.kinds import Choice, Length, Moment, TypedLine
from tests.flows.matrix_rows import kinds_of_buttons
from tests.test_house import ROOT
from web.api import acts as operations
from web.features.ticket import forms
from web.features.tickets import bulk_actions

DOORS = (Door.TYPED, Door.BUTTON, Door.PANEL, Door.BULK, Door.ANSWER, Door.API, Door.RULE, Door.REPLY)
TABLE = """
claim       m m d d - - - -
release     m m d d - m - -
ring        - d d - - - - -
progress    d d d - - m - -
pending     m d d - d m - d
resolve     m d d d d m - d
reopen      m m d - - m - -
hold        m d d - d d d d
escalate    d d d - - d m -
deescalate  - d d - - d - -
priority    d d d d - m d d
promise     m - d - - d - -
still       - m d - - - - -
copies      - m d - - - - -
nocopies    - m d - - - - -
hand        m m d m - m m d
subject     - - d - - m - -
category    m - d - - m d d
tags        - - m - - m - -
add_label   - - - - - - m d
remove_label - - - - - - m -
note        m - - - - m m -
close       - - - - - - m -
cause       - m d - - d - -
tick        - m m - - - - -
reader      - - d - - - - -
time        d d d - - d d -
retime      - - d - - d - -
field       d d d - - d d -
whosemail   - m d - - - - -
towriter    - m d - - - - -
tosender    - m d - - - - -
event       m m d - - d - -
organization m - d - - m - -
outlet      - - d - - m - -
merge       m - d - - m - -
unmerge     - - d - - m - -
split       m - d - - m - -
price       m - d - - m - -
paid        - m d - - - - -
sendon      - m d - - - - -
steps       - m d - - - - -
draft       d d d - - - - -
sumup       d d d - - - - -
"""
"""d: derived from the declaration; m: made by hand, for what a declaration does not say (words that are an answer, a
list of people, a question before)."""
_PATCHED = {*SECTION_VERB.values()}
NAMED = pytest.mark.parametrize("act", [pytest.param(one, id=one.name) for one in ACTS])


def test_each_door_is_as_the_table_says() -> None:
    said = [
        f"{act.name:<11} {' '.join('d' if one in act.doors else 'm' if one in act.made else '-' for one in DOORS)}"
        for act in ACTS
    ]
    assert said == TABLE.strip().splitlines()


def _list_commands(router: Router) -> dict[str, Any]:
    found = {}
    for handler in router.message.handlers:
        for one in handler.filters or ():
            if isinstance(one.callback, CommandFilter):
                found |= dict.fromkeys(one.callback.keys, handler.callback)
    return found


def test_a_command_is_derived_or_made_once() -> None:
    taken = [name for one in FEATURES for make in one.routers for name in _list_commands(make())]
    for act in ACTS:
        name = act.get_name(Door.TYPED)
        there = Door.TYPED in act.doors | act.made
        assert (name in COMMANDS.by_name, taken.count(name)) == (there, there + (name == "organization")), act.name
        assert (Door.TYPED in act.doors) <= ((Door.TYPED, name) not in MADE), act.name
        if there and name not in ("event", "organization"):  # the one shows a list, the other requesters have too
            assert COMMANDS.by_name[name].grant is act.grant, act.name


def test_an_operation_that_sets_a_status_does_the_act_of_that_name() -> None:
    """Another act may need the same verb, and lead to the same status."""
    assert {verb for verb, act in BY_VERB.items() if act.name == verb} == BY_VERB.keys() >= {*SECTION_VERB.values()}


def test_a_question_names_the_act_whose_words_it_asks_for() -> None:
    """Acts may ask with one kind of question; one of an earlier version names none."""
    park = replace(of_tickets.HOLD, name="park")
    found = [find_asking(QuestionKind.HOLD_REASON, name, (*ACTS, park))[0].name for name in (None, "hold", "park")]
    assert found == ["hold", "hold", "park"]


TICKET_PAGE = ROOT / "web/features/ticket"


def test_each_act_has_its_place_on_the_page_and_its_words_there_and_in_rules() -> None:
    """All would be silent: no way to the act, or the words of another one. What is written has its button in a file."""
    page = "".join((TICKET_PAGE / f"{name}.html").read_text() for name in ("menus", "page", "thread"))
    shown = forms.FORMS.keys() - forms.PLACED
    assert [one for one in list_acts(Door.PANEL) if (f'"{one}"' in page) == (one in shown)] == [*_BY_STATUS]
    for act in forms.FORMS.values():
        assert len(act.arguments) <= 2, "the fields of a form are `value` and `more`"
    for language in ("en", "ru"):
        for file, key, wanted in (
            ("page_ticket", "page-menu", [*forms.FORMS]),
            ("page_ticket", "page-field", [one.name for act in forms.FORMS.values() for one in act.arguments]),
            ("rules", "rule-did", [*ACTIONS]),
        ):
            text = (ROOT / f"desk/locales/{language}/{file}.ftl").read_text()
            said = text[text.index(f"\n{key} =") :].partition("\n}\n")[0]
            assert [one for one in wanted if f"[{one}] " not in said] == [], (language, key)


_BY_STATUS = ("progress",)
"""Offered where they lead to another status."""


OF_RULES = {"move_up", "send_card", "canned", "notify", "webhook"}
"""Actions that only rules do."""


def test_what_is_made_by_hand_has_its_row_and_what_a_row_leaves_to_hand_is_made() -> None:
    for door in (Door.PANEL, Door.RULE):
        named = {act.get_name(door) for act in ACTS if door in act.made}
        assert {name for one, name in MADE if one is door} - OF_RULES == named, door
    assert set(ACTIONS) == {name for one, name in MADE if one is Door.RULE} | list_acts(Door.RULE).keys()
    for name, act in list_acts(Door.RULE).items():
        given = VALUES.get(name)
        assert all(one is given or one.is_optional or one.clears for one in act.arguments), "a rule gives one value"
        assert given is None or not isinstance(given.kind, RowKey) or name == "topic", "a list is made by hand"
    with pytest.raises(ValueError, match="tags is made twice at panel"):
        make_by_hand(Door.PANEL, "tags")(test_each_door_is_as_the_table_says)


PREFIXES = (
    "claim release ring progress pending resolve reopen hold escalate deescalate prio still copies whosemail whose "
    "give cause event paid sendon steps_use step time field draft sumup"
)


def test_a_button_is_derived_or_made_once_and_keeps_its_prefix() -> None:
    """The prefixes stand in stored letters and in messages already sent."""
    prefixes = [one.__prefix__ for one in kinds_of_buttons()]
    shown = {act.name: act.get_name(Door.BUTTON) for act in ACTS if Door.BUTTON in act.doors | act.made}
    assert set(shown.values()) == set(PREFIXES.split())
    for act in ACTS:
        assert (act.name in ACT_PRESSES) is (Door.BUTTON in act.doors), act.name
        if act.name in shown:
            assert prefixes.count(shown[act.name]) == 1, act.name
            assert BUTTON_GRANTS[shown[act.name]] is act.grant, act.name
    assert ACT_PRESSES["hold"](number=42).pack() == "hold:42"
    assert ACT_PRESSES["priority"].unpack("prio:42:2").model_dump() == {"number": 42, "priority": 2}
    with pytest.raises(ValueError, match="prio"):
        ACT_PRESSES["priority"].unpack("prio:42:5")


@NAMED
def test_a_form_several_at_once_and_an_operation_are_derived_or_made_once(act: TicketAct) -> None:
    bulk = [name for name in bulk_actions._VERBS if name.partition("-")[0] == act.name]
    assert len(bulk) == (
        0 if Door.BULK not in act.doors else len(act.arguments[0].kind.presets) if act.arguments else 1
    )
    paths = [route.path for route in operations.make_router().routes if route.path.endswith(f"/acts/{act.name}")]
    assert len(paths) == (Door.API in act.doors)
    if Door.API in act.made:
        assert act.verb in _PATCHED or act.name in _OTHER.split(), act.name


_OTHER = "priority hand subject category tags note organization outlet merge unmerge split price"
_KINDS = {"datetime": (Moment,), "int": (Choice, RowKey, Length), "str": (TypedLine, Choice), "Copy": (Choice,)}


@NAMED
def test_the_values_of_an_act_are_those_of_its_function(act: TicketAct) -> None:
    _desk, _number, *given = inspect.signature(act.run).parameters.values()
    taken = {one.name: one for one in given}
    for one in act.arguments:
        (kinds,) = [kinds for type_, kinds in _KINDS.items() if type_ in str(taken[one.name].annotation)]
        assert isinstance(one.kind, kinds)
        assert one.clears == ("None" in str(taken[one.name].annotation) and not one.is_optional)
        assert one.is_optional <= (taken[one.name].default is not inspect.Parameter.empty)
    left = taken.keys() - {one.name for one in act.arguments} if act.doors else set()
    assert all(taken[name].default is not inspect.Parameter.empty for name in left), left
    if Door.BUTTON in act.doors and not (act.asks is not None and act.asks_first):
        assert all(one.is_optional or isinstance(one.kind, Choice) for one in act.arguments), "a press has no words"
    if act.arguments and Door.API in act.doors:
        assert act.says and all(one.says for one in act.arguments)


@NAMED
def test_each_act_has_its_texts(act: TicketAct) -> None:
    keys = {f"btn-{act.name}"} if Door.BUTTON in act.doors and act.name != "priority" else set()
    keys |= {f"done-{act.name}"} if {Door.TYPED, Door.BUTTON} & act.doors else set()
    keys |= {f"usage-{act.name}"} if act.arguments and Door.TYPED in act.doors else set()
    keys |= {f"{act.asks.said or act.name}-{one}" for one in ("ask", "stored")} if act.asks is not None else set()
    moments = any(isinstance(one.kind, Moment) for one in act.arguments) and act.asks is not None
    keys |= {f"done-{act.name}-until"} if moments else set()
    assert [key for key in keys for language in ("en", "ru") if not has_key(language, key)] == []
