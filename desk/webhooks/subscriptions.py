"""Verbs on webhook subscriptions, by admins and by integrations themselves. Every change is audited with the host of an
address only; a secret is shown once. Knows no channel.

`of` is the id of the integration that acts with its own token, on its own subscriptions; without it an admin acts.

The change of the operator's keys: what is sealed with an older one is sealed with the first. To change a key, list the
new one first until the web process has started once.
"""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Box, FeedEvent, Integration, SecondFactor, Subscription
from db.queue import keys, maintenance
from desk import Desk, Outdated, Refused, api_event_kinds, history, installation
from desk.board import connection
from desk.installation import Keys, SealError, reencrypt_secret
from desk.integrations import integrations, scopes
from desk.notifications.confirmations import LastingAction, require_confirmation
from desk.policy.permissions import Grant
from desk.staff import what_stays
from desk.webhooks import feed
from desk.webhooks.hosts import get_host, is_good
from desk.webhooks.signing import PREFIX

_APP = "app"  # an authenticator app of `desk/second_factor/factors`; passkeys have no secret


async def reencrypt_all(session: AsyncSession, keys: Keys) -> str | None:
    """Encrypt all stored secrets with the first key; return a line for the operator if the keys do not allow that, else
    None."""
    kept = select(Subscription).where(Subscription.removed_at.is_(None)).order_by(Subscription.id)
    apps = select(SecondFactor).where(SecondFactor.kind == _APP).order_by(SecondFactor.id)
    try:
        for row in await session.scalars(kept.with_for_update()):
            row.secret = reencrypt_secret(keys, row.secret)
        for app in await session.scalars(apps.with_for_update()):
            app.secret = reencrypt_secret(keys, app.secret)
        await connection.reencrypt_tokens(session, keys)
    except SealError:
        if not keys:
            return "WEB_SECRET_KEY is missing: it should hold the key that stored secrets were sealed with"
        return "WEB_SECRET_KEY should hold the key that stored secrets were sealed with, among others"
    return None


MOST = 5
_SECRET_BYTES = 24
_MARK = 8
_REPLAYED_EACH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SubscriptionInfo:
    """A subscription as admins and its integration see it.

    `url` is for the integration only; `is_paused`: its token has expired; `is_revoked`: the integration is revoked;
    `mark` identifies its secret and changes with it.
    """

    id: int
    system_id: int
    system: str
    url: str
    host: str
    kinds: tuple[str, ...]
    made_at: datetime
    failing_since: datetime | None
    off_at: datetime | None
    off_why: str | None
    is_paused: bool
    is_revoked: bool
    mark: str


async def list_subscriptions(desk: Desk, of: int | None = None) -> list[SubscriptionInfo]:
    """Return all subscriptions. Raises NotAllowed."""
    await _may(desk, of)
    found = select(Subscription, Integration).join(Integration, Integration.id == Subscription.system_id)
    found = found.where(Subscription.removed_at.is_(None))
    if of is not None:
        found = found.where(Subscription.system_id == of)
    rows = await desk.session.execute(found.order_by(Integration.name, Subscription.id))
    return [_info(row, system, desk.now) for row, system in rows]


async def load_subscription(desk: Desk, subscription_id: int, of: int | None = None) -> SubscriptionInfo:
    """Return one subscription. Raises NotAllowed, Outdated if there is none."""
    row = await _row(desk, subscription_id, of)
    return _info(row, await desk.session.get_one(Integration, row.system_id), desk.now)


async def subscribe(
    desk: Desk, system_id: int, url: str, only: Sequence[str] = (), of: int | None = None
) -> tuple[int, str]:
    """Subscribe an address to what happens from now on; return id and secret. Raises NotAllowed, Outdated, and Refused
    for an invalid address, a revoked integration, unknown kinds, too many subscriptions, or a missing key of the
    operator."""
    await _may(desk, of)
    system = await desk.session.get(Integration, system_id, with_for_update=True)
    if system is None or of not in (None, system_id):
        raise Outdated
    if system.revoked_at is not None:
        raise Refused("webhook-system-revoked", name=system.name)
    _check(desk, url, only)
    mine = select(func.count()).where(Subscription.system_id == system_id, Subscription.removed_at.is_(None))
    if (await desk.session.scalar(mine) or 0) >= MOST:
        raise Refused("webhook-too-many", most=MOST)
    await _guard_address(desk, system, url, of)
    secret = _secret()
    row = Subscription(
        system_id=system_id, url=url, kinds=list(dict.fromkeys(only)), made_at=desk.now,
        made_by=await _find_setter(desk, system_id),
        secret=installation.encrypt_secret(desk.rules.web.secret_keys, secret),
        sent_to=await feed.number_new_events(desk.session, desk.now),
    )  # fmt: skip
    desk.session.add(row)
    await desk.session.flush()
    history.record_action(desk, "webhook-made", f"system:{system_id}", new=get_host(url))
    return row.id, secret


async def change_subscription(
    desk: Desk, subscription_id: int, *, url: str | None = None, only: Sequence[str] | None = None,
    of: int | None = None,
) -> None:  # fmt: skip
    """Change the address of a subscription, and which kinds it gets (empty: all); None: as before. A new address gets
    what waits at once; whoever adds kinds needs the grants of the integration's scopes. Raises NotAllowed, Outdated,
    and Refused as `subscribe` does."""
    row = await _row(desk, subscription_id, of)
    old, new = row.url, url if url is not None else row.url
    _check(desk, new, only if only is not None else row.kinds)
    if new != old:
        await _guard_address(desk, await desk.session.get_one(Integration, row.system_id), new, of)
        row.url, row.made_by = new, await _find_setter(desk, row.system_id)
        await _forget_failures(desk, row)
    if only is not None:
        if of is None and row.kinds and (not only or not set(only) <= set(row.kinds)):
            system = await desk.session.get_one(Integration, row.system_id)
            await integrations.require_scopes(desk, system, scopes.parse_scopes(system.scopes))
        row.kinds = list(dict.fromkeys(only))
    hosts = dict.fromkeys((get_host(old), get_host(new)))
    history.record_action(desk, "webhook-changed", f"system:{row.system_id}", new=" → ".join(hosts))


async def rotate_secret(desk: Desk, subscription_id: int, of: int | None = None, *, was: str | None = None) -> str:
    """Create a new secret, which signs everything from now on. Raises NotAllowed, Outdated, also if the secret is no
    longer the one whose mark `was` shown."""
    row = await _row(desk, subscription_id, of)
    if was not in (None, _mark(row)):
        raise Outdated
    if not desk.rules.web.secret_keys:
        raise Refused("webhook-no-key")
    if of is None:
        await _confirm(desk, await desk.session.get_one(Integration, row.system_id), LastingAction.SIGNING, row.url)
    secret = _secret()
    row.secret = installation.encrypt_secret(desk.rules.web.secret_keys, secret)
    history.record_action(desk, "webhook-secret", f"system:{row.system_id}", new=get_host(row.url))
    return secret


async def remove_subscription(desk: Desk, subscription_id: int, of: int | None = None) -> None:
    """Remove the subscription and its secret. Raises NotAllowed, Outdated."""
    row = await _row(desk, subscription_id, of)
    row.removed_at, row.secret = desk.now, b""
    history.record_action(desk, "webhook-removed", f"system:{row.system_id}", get_host(row.url))


async def switch_subscription(desk: Desk, subscription_id: int, *, on: bool, of: int | None = None) -> None:
    """Switch a subscription on or off. Switched on again it gets what happened since, as long as that is stored, and
    retries at once. Raises NotAllowed, Outdated."""
    row = await _row(desk, subscription_id, of)
    if (row.off_at is None) is on:
        return
    if on and of is None:
        await _confirm(desk, await desk.session.get_one(Integration, row.system_id), LastingAction.WEBHOOK, row.url)
    row.off_at, row.off_why = (None, None) if on else (desk.now, None)
    await _forget_failures(desk, row)
    history.record_action(desk, "webhook-on" if on else "webhook-off", f"system:{row.system_id}", new=get_host(row.url))


async def _forget_failures(desk: Desk, row: Subscription) -> None:
    """Forget that the address did not answer; if it is on, what waits is sent at once."""
    row.failing_since = row.failing_from = row.rest_until = None
    row.failures = 0
    if row.off_at is None:
        await maintenance.retry_now(desk.session, Box.TO_WEBHOOKS, keys.make_webhook_key(row.id), now=desk.now)


async def replay_events(desk: Desk, subscription_id: int, since: datetime, of: int | None = None) -> None:
    """Send everything since then once more, with the same ids, next to what still waits. Raises NotAllowed, Outdated,
    and Refused if an integration asks again within `_REPLAYED_EACH`, for any of its addresses."""
    row = await _row(desk, subscription_id, of)
    if of is not None:
        await desk.session.get_one(Integration, of, with_for_update=True)  # one at a time
        last = await history.find_last_time(desk, f"system:{of}", "webhook-replayed")
        if last is not None and desk.now - last < _REPLAYED_EACH:
            raise Refused("webhook-replayed-lately")
    first = select(func.min(FeedEvent.position)).where(FeedEvent.at >= since, FeedEvent.position.is_not(None))
    position = await desk.session.scalar(first)
    if position is not None:
        row.sent_to = min(row.sent_to, position - 1)
    history.record_action(desk, "webhook-replayed", f"system:{row.system_id}", new=get_host(row.url))


async def _find_setter(desk: Desk, system_id: int) -> int | None:
    """Return who sets an address: the actor, or who was the last to be shown the token that does."""
    reader = select(what_stays.select_token_reader()).where(Integration.id == system_id)
    return desk.actor_id or await desk.session.scalar(reader)


async def _guard_address(desk: Desk, system: Integration, url: str, of: int | None) -> None:
    """Guard a new address: each one that a person adds, of an integration's own the first one at a host."""
    mine = (Subscription.system_id == system.id, Subscription.removed_at.is_(None))
    urls = await desk.session.scalars(select(Subscription.url).where(*mine))
    if of is None or get_host(url) not in [get_host(one) for one in urls]:
        await _confirm(desk, system, LastingAction.WEBHOOK, url)


async def _confirm(desk: Desk, system: Integration, what: LastingAction, url: str) -> None:
    """Let events of an integration go to an address: a person needs the grants of its scopes, and confirms it."""
    if desk.actor is not None:
        await integrations.require_scopes(desk, system, scopes.parse_scopes(system.scopes))
    await require_confirmation(desk, what, f"{system.name}: {get_host(url)}", by=system.name)


def _check(desk: Desk, url: str, only: Sequence[str]) -> None:
    if not desk.rules.web.secret_keys:
        raise Refused("webhook-no-key")
    if not is_good(url, desk.rules.web.webhook_allow):
        raise Refused("webhook-bad-url")
    if wrong := api_event_kinds.find_unknown(only):
        raise Refused("webhook-bad-kind", kind=wrong[0][:40], kinds=", ".join(api_event_kinds.ALL))


async def _may(desk: Desk, of: int | None) -> None:
    if of is None:
        await desk.require_grant(Grant.INTEGRATIONS)


async def _row(desk: Desk, subscription_id: int, of: int | None) -> Subscription:
    await _may(desk, of)
    row = await desk.session.get(Subscription, subscription_id, with_for_update=True, populate_existing=True)
    if row is None or row.removed_at is not None or of not in (None, row.system_id):
        raise Outdated
    return row


def _secret() -> str:
    """Return a secret as Standard Webhooks defines it (standardwebhooks.com, read 2026-11): 24 to 64 random bytes in
    Base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def _info(row: Subscription, system: Integration, now: datetime) -> SubscriptionInfo:
    return SubscriptionInfo(
        row.id, row.system_id, system.name, row.url, get_host(row.url), tuple(row.kinds), row.made_at,
        row.failing_since, row.off_at, row.off_why, integrations.make_info(system).is_over(now),
        system.revoked_at is not None, _mark(row),
    )  # fmt: skip


def _mark(row: Subscription) -> str:
    """Return a mark of the secret; encrypting the same secret again changes it too."""
    return hashlib.sha256(row.secret).hexdigest()[:_MARK]


TEST = "webhook.test"
