"""Nobody gives a token more than they may do themselves, nor gets one that may, whatever else they may do."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, combinations
from typing import Any

import pytest

from db.models import Integration, Role, Subscription
from desk import Desk, Refused, api_event_kinds
from desk.integrations import integrations, own_systems, user_rows
from desk.integrations.scopes import NEEDED, REACH, Scope
from desk.policy.permissions import ALL, PRESETS, Grant
from desk.webhooks import subscriptions
from tests.desk.stage import Someone, Stage
from tests.flows.webhooks.catcher import RULES
from tests.rules import rules_with


async def _agent(stage: Stage, grants: Iterable[Grant]) -> Someone:
    """Somebody who may do this, and what comes with *integrations*."""
    has = {*grants, Grant.INTEGRATIONS}
    differs = {grant.value: grant in has for grant in Grant if (grant in has) != (grant in PRESETS[Role.AGENT])}
    return await stage.person("Ira", Role.AGENT, grants=differs)


async def _is_refused(stage: Stage, who: Someone, verb: Any) -> bool:
    try:
        await stage.does(who, verb)
    except Refused as refused:
        assert refused.key == "scope-above"
        return True
    return False


async def test_every_scope_has_its_grants() -> None:
    assert set(NEEDED) == set(Scope)


@pytest.mark.parametrize("scope", list(Scope))
async def test_a_scope_is_given_by_who_has_all_its_grants_and_nobody_else(stage: Stage, scope: Scope) -> None:
    """Each single grant that is missing is enough; of several settings' grants all have to be missing."""
    vera = await stage.person("Vera", Role.ADMIN)
    key, _ = await stage.does(vera, integrations.create_integration, "Shop")

    async def gives(who: Someone) -> bool:
        before = [Scope.EVENTS] if scope is Scope.TICKETS else [Scope.TICKETS]
        await stage.does(vera, integrations.set_scopes, key, {one: one in before for one in Scope})
        return not await _is_refused(stage, who, lambda desk: integrations.switch_scope(desk, key, scope, on=True))

    needed = [{need} if isinstance(need, Grant) else set(need) for need in NEEDED[scope]]
    for need in needed:
        assert not await gives(await _agent(stage, ALL - need)), need
        for one in need:
            assert await gives(await _agent(stage, (ALL - need) | {one})), one
    assert await gives(await _agent(stage, {grant for need in needed for grant in need}))
    assert await gives(await _agent(stage, [])) is not bool(needed)


@pytest.mark.parametrize("scope", list(Scope))
async def test_who_could_not_give_a_scope_gets_no_token_and_no_webhook_that_has_it(stage: Stage, scope: Scope) -> None:
    stage.rules = rules_with(**RULES)
    vera = await stage.person("Vera", Role.ADMIN)
    ira = await _agent(stage, PRESETS[Role.TRAINEE] - {Grant.SEE_ALL, Grant.NOTES})
    key, _ = await stage.does(vera, integrations.create_integration, "Shop")
    gone, _ = await stage.does(vera, integrations.create_integration, "Till")
    hook, _ = await stage.does(vera, subscriptions.subscribe, key, "https://127.0.0.1/in")

    async def prepare(desk: Desk) -> None:
        for one in (key, gone):
            await integrations.set_scopes(desk, one, {other: other is scope for other in Scope})
            await integrations.set_expiry(desk, one, 30)
        await integrations.revoke_integration(desk, gone)
        row = await desk.session.get_one(Subscription, hook)
        row.off_at, row.kinds = desk.now, [api_event_kinds.CREATED]

    for verb in (
        lambda desk: integrations.rotate_token(desk, key),
        lambda desk: integrations.restore_integration(desk, gone),
        lambda desk: subscriptions.change_subscription(desk, hook, only=[]),
        lambda desk: integrations.set_expiry(desk, key, 0),
        lambda desk: subscriptions.subscribe(desk, key, "https://127.0.0.1/more"),
        lambda desk: subscriptions.change_subscription(desk, hook, url="https://127.0.0.1/other"),
        lambda desk: subscriptions.rotate_secret(desk, hook),
        lambda desk: subscriptions.switch_subscription(desk, hook, on=True),
    ):
        await stage.does(vera, prepare)
        assert await _is_refused(stage, ira, verb) is bool(NEEDED[scope])
    await stage.does(ira, integrations.revoke_integration, key)


KINDS = ("nobody", "users", own_systems.MAIL, own_systems.FORM)


async def _integration(stage: Stage, kind: str, vera: Someone) -> int:
    """One without users, one with a user, or a door of the desk's own."""
    if kind in (own_systems.MAIL, own_systems.FORM):
        async with stage.database.unit_of_work() as session:
            return (await own_systems.get_or_create_system(session, kind, stage.now)).id
    key, _ = await stage.does(vera, integrations.create_integration, "Shop")
    if kind == "users":
        async with stage.database.unit_of_work() as session:
            row = await session.get_one(Integration, key)
            await user_rows.get_or_create(session, row, "kim", name="Kim", language="en", now=stage.now)
    return int(key)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_token_that_reaches_people_is_for_who_could_read_and_write_the_same_by_hand(
    stage: Stage, kind: str
) -> None:
    """All sets of these grants; each lets somebody get a token of users if none is missing."""
    vera = await stage.person("Vera", Role.ADMIN)
    key = await _integration(stage, kind, vera)
    for grants in chain.from_iterable(combinations(REACH, count) for count in range(len(REACH) + 1)):
        ira = await _agent(stage, (ALL - set(REACH)) | set(grants))
        refused = await _is_refused(stage, ira, lambda desk: integrations.rotate_token(desk, key))
        assert refused is (kind != "nobody" and len(grants) < len(REACH)), grants


@pytest.mark.parametrize("kind", KINDS)
async def test_each_way_to_people_of_an_integration_needs_them(stage: Stage, kind: str) -> None:
    stage.rules = rules_with(**RULES)
    vera = await stage.person("Vera", Role.ADMIN)
    ira = await _agent(stage, ALL - {Grant.SEE_ALL})
    key = await _integration(stage, kind, vera)
    hook, _ = await stage.does(vera, subscriptions.subscribe, key, "https://127.0.0.1/in")

    async def prepare(desk: Desk) -> None:
        row = await desk.session.get_one(Integration, key)
        row.revoked_at, row.scopes = None, [Scope.TICKETS.value]
        await integrations.set_expiry(desk, key, 30)
        (await desk.session.get_one(Subscription, hook)).off_at = desk.now

    async def restore(desk: Desk) -> None:
        (await desk.session.get_one(Integration, key)).revoked_at = desk.now
        await integrations.restore_integration(desk, key)

    for verb in (
        restore,
        lambda desk: integrations.rotate_token(desk, key),
        lambda desk: integrations.set_expiry(desk, key, 0),
        lambda desk: integrations.switch_scope(desk, key, Scope.EVENTS, on=True),
        lambda desk: subscriptions.subscribe(desk, key, "https://127.0.0.1/more"),
        lambda desk: subscriptions.change_subscription(desk, hook, url="https://127.0.0.1/other"),
        lambda desk: subscriptions.rotate_secret(desk, hook),
        lambda desk: subscriptions.switch_subscription(desk, hook, on=True),
    ):
        await stage.does(vera, prepare)
        assert await _is_refused(stage, ira, verb) is (kind != "nobody")
