"""What features declare is what there is: views that the product shows, commands that handlers take, folders."""

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import cast

import pytest
from aiogram import Router

from bot.feature import QUESTION, AskedPrompt, Command
from bot.features.guest_calls import feature as guest_calls
from bot.features.own_accounts import feature as own_accounts
from bot.features.registry import (
    COMMANDS,
    FEATURES,
    PROMPTS,
    TURNS,
    VIEWS,
    find_other_chats,
    find_view,
    update_letter,
)  # fmt: skip
from bot.handlers import CommandFilter, dispatch, showing
from bot.handlers.commands import CommandTable
from bot.handlers.dispatch import make_routers
from desk.acts.homes import BY_COMMAND, BY_QUESTION
from desk.outbox import Show
from desk.people import call_chats, chat_ids
from tests.flows.matrix_rows import kinds_of_buttons
from tests.sources import files, nodes

ROOT = Path(__file__).resolve().parents[2]


def test_each_feature_is_registered() -> None:
    there = {path.parent.name for path in (ROOT / "bot/features").glob("*/__init__.py")}
    there |= {path.stem for path in (ROOT / "bot/features").glob("*.py")} - {"__init__", "registry"}
    assert {feature.name for feature in FEATURES} == there
    assert len(FEATURES) == len(there)


def _shown() -> Iterator[tuple[str, str]]:
    """The words that the product's `Show(…)` has for a view, with their file."""
    for path in (*files(ROOT / "bot"), *files(ROOT / "desk")):
        for node in nodes(path, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id == "Show":
                given = [*node.args[:1], *(one.value for one in node.keywords if one.arg == "view")]
                for word in ast.walk(ast.Tuple(given)):
                    if isinstance(word, ast.Constant):
                        yield str(path.relative_to(ROOT)), word.value


@pytest.mark.xdist_group("sources")
def test_what_the_product_shows_is_declared() -> None:
    shown = list(_shown())
    assert len(shown) > 100
    assert [(path, view) for path, view in shown if view not in {*VIEWS, QUESTION}] == []


def _taken(router: Router) -> Iterator[CommandFilter]:
    for handler in router.message.handlers:
        yield from (one.callback for one in handler.filters or () if isinstance(one.callback, CommandFilter))
    for below in router.sub_routers:
        yield from _taken(below)


def test_each_declared_command_has_a_handler_and_no_other_has() -> None:
    features = [make() for feature in FEATURES for make in feature.routers]
    features.append(showing.make_router(TURNS, COMMANDS.by_name.values(), VIEWS))
    taken = {name for router in features for one in _taken(router) for name in one.keys}
    assert taken == {*COMMANDS.by_name, *BY_COMMAND}


def test_commands_that_take_no_words_are_refused_with_any() -> None:
    handlers = dispatch.make_router(COMMANDS).message.handlers
    [refused] = [one.filters or () for one in handlers if one.callback is dispatch._refuse_words]
    assert refused[0].callback.keys == set(COMMANDS.alone)


def test_two_commands_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="/take"):
        CommandTable([Command("claim", aliases=("take",)), Command("take")])


def test_no_message_waits_for_a_thread() -> None:
    """aiogram runs filters that are no coroutines, such as `F`, in a thread, for each message that reaches them."""
    observers = [one for made in make_routers() for router in made.chain_tail for one in router.observers.values()]
    filters = [(handler, one) for seen in observers for handler in seen.handlers for one in handler.filters or ()]
    assert len(filters) > 100
    assert [handler.callback.__name__ for handler, one in filters if not one.awaitable] == []


def test_a_chat_of_another_kind_is_looked_up_by_its_id() -> None:
    made = [chat_ids.make_chat_id(1, 9), call_chats.make_chat_id(9)]
    assert [find_other_chats(one) for one in made] == [
        own_accounts.FEATURE.other_chats,
        guest_calls.FEATURE.other_chats,
    ]
    assert {find_other_chats(one) for one in (9, 2**52 - 1, -9, -(2**52), None, "@desk")} == {None}


def test_gates_come_first_and_presses_nobody_knows_after_all() -> None:
    names = [router.name for router in make_routers()]
    assert names[:4] == ["taken_payments", "blocked_people", "staff_group", "refusals"]
    assert names[-2:] == ["reactions", "unknown presses"]
    assert FEATURES[-1].name == "messages"


def _offered() -> Iterator[tuple[str, str, list[list[int | str]]]]:
    """Each `make_press(label, kind, …)` of the desk, with the values that its fields can have."""
    for path in (*files(ROOT / "bot"), *files(ROOT / "desk")):
        for node in nodes(path, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id == "make_press":
                kind, *fields = node.args[1:]
                assert isinstance(kind, ast.Constant), ast.unparse(node)
                yield str(path.relative_to(ROOT)), kind.value, [_words_of(field) for field in fields]


def _words_of(field: ast.expr) -> list[int | str]:
    """The words that a field can be, or a number."""
    choices = (field.body, field.orelse) if isinstance(field, ast.IfExp) else (field,)
    return [one.value if isinstance(one, ast.Constant) else 7 for one in choices]


def test_what_the_desk_has_pressed_the_bot_reads() -> None:
    offered = list(_offered())
    assert len(offered) > 20
    known = {one.__prefix__: one for one in kinds_of_buttons()}
    for path, kind, fields in offered:
        for values in product(*fields):
            data = ":".join([kind, *map(str, values)])
            assert known[kind].unpack(data).pack() == data, path


_QUESTIONS = {
    "setting_ask": "setting:hours", "text_ask": "text:en.1/words", "reply_ask": "replyask:1/text",
    "menu_ask": "menuask:1/caption", "topic_ask": "topic:1/name", "idea_ask": "ideaask:idea",
    "event_ask": "eventask:event", "article_ask": "articleask:title.0.en.0", "problem_ask": "problemask:known.1",
    "approval_ask": "approvalask:change.1",
    "review_ask": "reviewask:1", "write_ask": "writeask:1", "alert_address": "alertaddress",
}  # fmt: skip
_NOUNS = {
    "texts": "texts", "replies": "replies:?ink", "menu_draft": "menudraft", "topic": "categories", "ideas": "ideas",
    "idea": "idea:1", "events": "events", "event": "event:1",
}  # fmt: skip


@pytest.mark.parametrize(("view", "slot"), [*_QUESTIONS.items(), *_NOUNS.items()])
def test_a_view_of_an_earlier_version_is_shown_by_its_slot(view: str, slot: str) -> None:
    """Two versions work side by side while one replaces the other, and letters are stored."""
    now = update_letter(Show(view, slot=slot, fresh=True))
    assert isinstance(now, Show)
    assert (now.view, now.slot) == ("question" if view in _QUESTIONS else "noun", slot)
    assert find_view(now) is not None


def test_a_view_of_a_later_version_is_left_to_it() -> None:
    for letter in (Show("of tomorrow", slot="queue"), Show("question", slot="of-tomorrow:1")):
        assert find_view(cast(Show, update_letter(letter))) is None


def test_each_question_is_asked_in_a_message_of_its_own_or_says_where() -> None:
    assert {kind for kind, one in PROMPTS.items() if not isinstance(one, AskedPrompt)} == {"setup", *BY_QUESTION}
