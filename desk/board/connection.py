"""The Todoist account that an admin connects with `/connect`: codes, the stored connection, its end.

While an account is connected, its tokens are used; `TODOIST_API_TOKEN` is used while none is. Tokens are sealed with
the operator's keys. Knows no HTTP: who asks Todoist for tokens is `todoist_sync/account`.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardConnection, ConnectCode, Person
from desk import Desk, Refused, history
from desk.installation import Keys, SealError, decrypt_secret, encrypt_secret, reencrypt_secret
from desk.notifications import to_admins
from desk.policy.permissions import Grant, has_grant
from desk.references import hash_secret

GOOD_FOR = timedelta(minutes=10)
"""The time in which a link of `/connect` can be used."""
_BITS = 192
_ROW = select(BoardConnection).where(BoardConnection.id == 1)


@dataclass(frozen=True, slots=True)
class TokenPair:
    """The tokens that Todoist gives for an account; `refresh` and `expires_at` only where tokens expire."""

    access: str
    refresh: str | None = None
    expires_at: datetime | None = None


async def create_link(desk: Desk) -> str:
    """Return the address at which the actor connects an account, usable once, for `GOOD_FOR`; earlier ones of the actor
    end. Raises NotAllowed, Refused without an app."""
    await desk.require_grant(Grant.SETTINGS_BOARD)
    if not desk.rules.board.connect_url:
        raise Refused("connect-no-app")
    me, code = desk.require_actor(), secrets.token_urlsafe(_BITS // 8)
    old = (ConnectCode.person_id == me.id) | (ConnectCode.expires_at <= desk.now)
    await desk.session.execute(delete(ConnectCode).where(old))
    desk.session.add(ConnectCode(code_hash=hash_secret(code), person_id=me.id, expires_at=desk.now + GOOD_FOR))
    return f"{desk.rules.board.connect_url}&state={code}"


async def lock_code(session: AsyncSession, code: str, *, now: datetime) -> tuple[ConnectCode, Person] | None:
    """Return the code's row, locked until the end of the transaction, and its person; None if it is unknown, used or
    too old, or if the person may not connect accounts any more."""
    found = select(ConnectCode).where(ConnectCode.code_hash == hash_secret(code), ConnectCode.expires_at > now)
    row = await session.scalar(found.with_for_update())
    person = await session.get(Person, row.person_id) if row is not None else None
    if row is None or person is None or not has_grant(person, Grant.SETTINGS_BOARD):
        return None
    return row, person


async def store_connection(desk: Desk, pair: TokenPair) -> None:
    """Store what Todoist gave for the account that the actor connected, instead of an earlier one; admins are told."""
    row = await lock_connection(desk.session)
    if row is None:
        row = BoardConnection(id=1)
        desk.session.add(row)
    row.connected_by, row.connected_at, row.ended_at = desk.actor_id, desk.now, None
    put_tokens(row, pair, desk.rules.web.secret_keys)
    history.record_action(desk, "board-connected", "desk")
    by = desk.require_actor().name
    await desk.session.flush()
    await to_admins.tell_admins(desk.session, "board-connected", now=desk.now, by=by)


def put_tokens(row: BoardConnection, pair: TokenPair, keys: Keys) -> None:
    """Put new tokens into the row; a pair without a refresh token keeps the last one."""
    row.access_token = encrypt_secret(keys, pair.access)
    if pair.refresh is not None:
        row.refresh_token = encrypt_secret(keys, pair.refresh)
    elif pair.expires_at is None:
        row.refresh_token = None
    row.expires_at, row.refused_at = pair.expires_at, None


async def disconnect(desk: Desk) -> None:
    """End the connection; its tokens are revoked afterwards. Raises NotAllowed, Refused if there is none."""
    await desk.require_grant(Grant.SETTINGS_BOARD)
    row = await lock_connection(desk.session)
    if row is None or row.ended_at is not None:
        raise Refused("connect-none")
    row.ended_at = desk.now
    history.record_action(desk, "board-disconnected", "desk")
    by = desk.require_actor().name
    await to_admins.tell_admins(desk.session, "board-disconnected", now=desk.now, by=by)


async def is_connected(session: AsyncSession) -> bool:
    """Return True if an account is connected."""
    live = select(BoardConnection.id).where(BoardConnection.ended_at.is_(None))
    return await session.scalar(live) is not None


async def load_connection(session: AsyncSession) -> BoardConnection | None:
    """Return the stored connection, also one that an admin has ended."""
    found: BoardConnection | None = await session.scalar(_ROW)
    return found


async def lock_connection(session: AsyncSession) -> BoardConnection | None:
    """Return the same, locked until the end of the transaction."""
    fresh = _ROW.with_for_update().execution_options(populate_existing=True)
    found: BoardConnection | None = await session.scalar(fresh)
    return found


def open_tokens(row: BoardConnection, keys: Keys) -> TokenPair:
    """Return the row's tokens. Raises SealError."""
    refresh = decrypt_secret(keys, row.refresh_token) if row.refresh_token is not None else None
    return TokenPair(decrypt_secret(keys, row.access_token), refresh, row.expires_at)


async def read_access_token(session: AsyncSession, keys: Keys) -> str | None:
    """Return the access token of the connected account; None if none is connected, or if the keys do not open it."""
    row = await load_connection(session)
    if row is None or row.ended_at is not None:
        return None
    try:
        return decrypt_secret(keys, row.access_token)
    except SealError:
        return None


async def reencrypt_tokens(session: AsyncSession, keys: Keys) -> None:
    """Seal the tokens with the first key. Raises SealError."""
    row = await lock_connection(session)
    if row is not None:
        row.access_token = reencrypt_secret(keys, row.access_token)
        if row.refresh_token is not None:
            row.refresh_token = reencrypt_secret(keys, row.refresh_token)
