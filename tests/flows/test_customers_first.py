"""Labels and account data of customers decide: rules compare them, and one that an admin names comes first within its
priority."""

from __future__ import annotations

import json

import pytest

from db.database import Database
from db.models import AccountBlock
from desk.integrations.scopes import Scope
from desk.privacy import person_file
from desk.rule_specs import Action, ActionKind, Condition, ConditionField, RuleTrigger
from tests.flows import cast
from tests.flows.accounts import asking, id_of
from tests.flows.acts import files, reads_audit
from tests.flows.api.client import Client, api_of, token_of
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.phone import Phone
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.flows.test_paging import shown
from tests.flows.test_rules import ruled
from tests.sql import scalar
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("Rules")

UP = Action(ActionKind.MOVE_UP)
GOLD = Condition(ConditionField.PERSON_LABEL, ("Gold",))


async def _queue(phone: Phone) -> list[int]:
    await phone.writes("/queue")
    return shown(await phone.last())


async def _labels(stage: Stage, browser: Browser, name: str, typed: str) -> str:
    person = await id_of(stage, name)
    await browser.opens(f"/requesters/{person}")
    led = await browser.sends(f"/requesters/{person}/labels", typed=typed)
    await stage.settle()
    return led


async def test_a_label_moves_a_customer_up_within_their_priority(database: Database) -> None:
    async with vera_at(database, cast.rita, cast.olga) as (stage, browser):
        vera, rita, olga = (stage.people[name] for name in ("Vera", "Rita", "Olga"))
        sam = await stage.phone("Sam")
        await ruled(stage, "Gold first", RuleTrigger.CUSTOMER, GOLD, UP)
        urgent = await files(sam, "The lift stands still")
        await vera.writes(f"/priority {urgent} 2")
        old = await files(await stage.phone("Ben"), "The window is stuck")
        gold = await files(rita, "The heating is cold")
        assert await _queue(olga) == [urgent, old, gold]
        assert (
            await _labels(stage, browser, "Rita", " GOLD, partner , gold")
            == f"/requesters/{await id_of(stage, 'Rita')}"
        )
        assert await _queue(olga) == [urgent, gold, old], "also a request that is open already, within its priority"
        assert text_of("account-labels", labels="gold, partner") in str(await olga.texts())
        await vera.writes(f"/history {gold}")
        assert text_of("history-rule", new=text_of("rule-done", did="move_up")) in str(await vera.last())
        assert not [one for one in await rita.texts() if "gold" in one.casefold()], "a requester never sees a label"
        await browser.opens(f"/tickets/{gold}")
        assert "gold, partner" in browser.text
        audited = await reads_audit(vera, "labels")
        assert "gold" not in audited.replace(text_of("audit-person-labels", object=""), "")
        await _labels(stage, browser, "Rita", ", ".join(str(n) for n in range(21)))
        assert browser.status == 422
        assert text_of("person-labels-wrong", most=20, longest=40) in browser.text
        await _labels(stage, browser, "Rita", "")
        assert not await scalar(stage, "select labels from account_blocks")


@IN_BOTH
async def test_an_account_field_and_labels_of_the_operators_system_decide(database: Database, language: str) -> None:
    async with asking(database, board=False, begins=(cast.rita, cast.olga)) as (stage, service):
        rita, olga = (stage.people[name] for name in ("Rita", "Olga"))
        await olga.writes(f"/language {language}")
        await rita.writes("/start")
        tier = Condition(ConditionField.ACCOUNT, ("tier = GOLD",))
        await ruled(stage, "Tier", RuleTrigger.CUSTOMER, tier, UP)
        await ruled(stage, "Label", RuleTrigger.CUSTOMER, GOLD, Action(ActionKind.ADD_LABEL, "vip"))
        old = await files(await stage.phone("Sam"), "The window is stuck")
        given = {"fields": [{"label": "Tier", "value": "Gold"}], "labels": ["GOLD", 7, {}, "gold"]}
        service.accounts[str(await id_of(stage, "Rita"))] = given
        gold = await files(rita, "The heating is cold")
        assert await _queue(olga) == [gold, old]
        assert text_of("account-labels", language, labels="gold, 7") in str(await olga.texts())
        assert (await row(stage, "select tags from tickets where number = :n", n=gold)).tags == ["vip"]


async def test_an_integration_with_the_scope_sets_labels(database: Database) -> None:
    async with vera_at(database, cast.olga) as (stage, _), api_of(stage) as http:
        vera, olga = stage.vera, stage.olga
        shop = Client(http, await token_of(vera, "Shop", Scope.ACCOUNTS))
        other = Client(http, await token_of(vera, "Other"))
        await ruled(stage, "Gold first", RuleTrigger.CUSTOMER, GOLD, UP)
        old = await files(await stage.phone("Sam"), "The window is stuck")
        gold = (await shop.opens("The parcel is late"))["number"]
        await stage.settle()
        await other.asks("PUT", "/persons/u-1/labels", {"labels": ["gold"]})
        assert other.status == 403
        for _ in range(2):
            assert await shop.asks("PUT", "/persons/u-1/labels", {"labels": ["Gold"]}) == {"labels": ["gold"]}
        await stage.settle()
        assert await _queue(olga) == [gold, old]
        pushed = await shop.asks("PUT", "/persons/u-1/account", {"fields": [{"label": "Plan", "value": "Pro"}]})
        assert pushed["labels"] == ["gold"], "account data leave labels as they are"
        for body in ({"labels": ["x"] * 21}, {"labels": [" "]}, {"labels": ["x" * 41]}, {}):
            await shop.asks("PUT", "/persons/u-1/labels", body)
            assert shop.status == 422, body
        assert (await shop.asks("GET", "/persons/u-1"))["external_id"] == "u-1"
        person = await scalar(stage, "select person_id from external_people where external_id = 'u-1'")
        async with database.reading() as session:
            kept = await person_file.collect_data(session, person, stage.clock())
            assert kept["account"]["labels"] == ["gold"]
            assert "gold" in json.dumps(kept)
            assert await session.get(AccountBlock, person) is not None
