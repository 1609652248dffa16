"""The editor of rules: a rule is built part by part, tried on the past, saved, switched, moved; and what is refused."""

from __future__ import annotations

import re

import pytest

from tests.flows.acts import files
from tests.flows.panel.browser import Browser
from tests.flows.phone import words
from tests.flows.scenes import row
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("Rules")

FIRE: dict[str, str | list[str]] = {
    "name": "Fire", "event": "filed", "c0_field": "words", "c0_value": "fire, smoke", "a0_kind": "priority",
    "a0_value": "1", "a1_kind": "notify", "a1_to": ["leads", "role:senior"], "a1_value": "Go <b>now</b>",
}  # fmt: skip


def tried(browser: Browser) -> str:
    """The mark of what was tried last."""
    found = re.search(r'name="tried" value="(\w*)"', browser.page)
    assert found is not None
    return found[1]


async def test_a_rule_is_built_tried_on_the_past_and_then_saved(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita = stage.rita
    await files(rita, "There is smoke in hall B")
    await files(rita, "The door squeaks")
    await browser.opens("/rules")
    assert "There are no rules yet" in browser.text
    await browser.opens("/rules/new")
    await browser.sends("/rules/0", name="Fire", event="filed", then="condition:words")
    assert 'name="c0_field" value="words"' in browser.page
    await browser.sends("/rules/0", name="Fire", event="filed", c0_field="words", then="action:priority")
    assert ('name="c0_value"' in browser.page, 'name="a0_value"' in browser.page) == (True, True)
    await browser.sends("/rules/0", **FIRE, then="drop:a1")
    assert ("fire, smoke" in browser.page, "a1_kind" in browser.page) == (True, False)
    assert "it would have acted once" in browser.text, "a rule that is complete is tried without being asked to"

    await browser.sends("/rules/0", **FIRE, then="save", tried="")
    assert "Nothing was changed, and the rule is not saved yet." in browser.text, "first one sees what it would do"
    assert "it would have acted once" in browser.text
    assert "There is smoke in hall B" in browser.text
    assert "Go <b>now" not in browser.page
    assert await row(stage, "select count(*) from rules") == (0,)
    mark = tried(browser)
    await browser.sends("/rules/0", **{**FIRE, "name": "Other"}, then="save", tried=mark)
    assert await row(stage, "select count(*) from rules") == (0,), "what was changed since is tried again"
    once = re.search(r'name="once" value="(\w+)"', browser.page)
    assert once is not None
    for _ in range(2):
        assert await browser.sends("/rules/0", **FIRE, then="save", tried=mark, once=once[1]) == "/rules"
    assert await row(stage, "select count(*), count(*) filter (where enabled) from rules") == (1, 0)

    await browser.opens("/rules")
    assert await browser.sends("/rules/1/on") == "/rules"
    await browser.opens("/rules")
    assert "Then set the priority to critical Then notify the leads, senior agent" in " ".join(browser.text.split())
    number = await files(rita, "The fire alarm rings")
    assert await row(stage, "select priority from tickets order by number desc limit 1") == (1,)
    assert words(await stage.vera.containing(f"#{number}")).endswith("Rule: Fire\nGo <b>now</b>")


async def test_a_new_rule_is_saved_and_switched_on_at_once(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    await browser.opens("/rules/new")
    nameless = {**FIRE, "name": ""}
    await browser.sends("/rules/0", **nameless, then="on", tried="")
    assert await row(stage, "select count(*) from rules") == (0,), "first one sees what it would do"
    assert "Save and switch on" in browser.text
    await browser.sends("/rules/0", **nameless, then="on", tried=tried(browser))
    made = "Words: fire, smoke → set the priority to critical, notify t…"
    assert await row(stage, "select name, enabled from rules") == (made, True)


async def test_what_is_wrong_is_said_and_nothing_typed_is_lost(desk: tuple[Stage, Browser]) -> None:
    _, browser = desk
    await browser.opens("/rules/new")
    for wrong, said in (
        ({"a0_value": "9"}, "The rule cannot set the priority"),
        ({"c0_value": " , "}, "The condition “Words” has no value"),
        ({"a1_to": ["person:999"]}, "The rule cannot notify people"),
        ({"event": "no_answer_team", "wait": "0"}, "between one minute and 60 days"),
        ({"event": "daily", "time": "25:00"}, "Enter a time of day"),
    ):
        given: dict[str, str | list[str]] = {**FIRE, **wrong, "then": "try"}
        await browser.sends("/rules/0", **given)
        assert (browser.status, said in browser.text) == (422, True), wrong
        assert "Go &lt;b&gt;now" in browser.page
        assert ('aria-invalid="true"' in browser.page) is ("c0_value" in wrong), "the field that is empty"
    await browser.sends("/rules/0", name="No action", event="filed", then="try")
    assert "The rule does nothing yet" in browser.text


async def test_two_who_edit_at_once_lose_nothing(desk: tuple[Stage, Browser]) -> None:
    _, browser = desk
    await browser.opens("/rules")
    for there in (True, False):
        await browser.opens("/rules")
        assert ('action="/rules/ready"' in browser.page) is there
        assert await browser.sends("/rules/ready") == ("/rules" if there else "")
    await browser.opens("/rules/1")
    seen = re.search(r'name="seen" value="(\d+)"', browser.page)
    assert seen is not None
    await browser.sends("/rules/1", **FIRE, then="try", seen=seen[1])
    mark = tried(browser)
    await browser.sends("/rules/2/up")
    assert await browser.sends("/rules/1", **FIRE, then="save", tried=mark, seen=seen[1]) == "/rules"
    await browser.sends("/rules/1", **FIRE, then="save", tried=mark, seen=seen[1])
    assert browser.status == 422
    assert await browser.sends("/rules/1/remove") == "/rules"
    await browser.opens("/rules/1")
    assert browser.status == 404


@pytest.mark.parametrize(
    "event",
    ["status", "rated", "organization", "due_soon", "overdue", "no_answer_team", "no_answer_requester", "hourly"],
)
async def test_every_event_can_be_tried(desk: tuple[Stage, Browser], event: str) -> None:
    stage, browser = desk
    await files(stage.rita, "There is smoke in hall B")
    await browser.opens("/rules/new")
    given: dict[str, str | list[str]] = {**FIRE, "event": event, "wait": "5", "unit": "minutes"}
    await browser.sends("/rules/0", **given, then="try")
    assert (browser.status, "If the rule had been on" in browser.text) == (200, True)
