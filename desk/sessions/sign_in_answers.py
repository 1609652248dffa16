"""The question in Telegram whether a browser may come in: its codes, and its refusal."""

from sqlalchemy import ColumnElement, select

from db.models import WebSignIn
from desk import Desk, Outdated, history
from desk.policy import permissions
from desk.references import is_same
from desk.sessions import sign_in_limits


async def choose_code(desk: Desk, sign_in_id: int, code: str) -> bool:
    """Let the actor choose one of the codes. Return True if it is the browser's, which is then let in; any other ends
    the question. Raises Outdated if the question has ended, was not theirs, or they may not use the panel."""
    (row, *_) = await _lock_questions(desk, WebSignIn.id == sign_in_id)
    if not permissions.can_enter(desk.require_actor(), desk.rules):
        raise Outdated
    is_right = is_same(row.code, code)
    if is_right:
        row.let_in_at = desk.now
    else:
        row.wrong_at = desk.now
    action = "web-let-in" if is_right else "web-wrong-code"
    history.record_action(desk, action, f"person:{desk.require_actor().id}", address=row.address)
    return is_right


async def refuse_browsers(desk: Desk, newest: int) -> None:
    """Refuse every browser the actor is asked about, up to the question of that id, and ask nothing for its network for
    an hour. Raises Outdated if none of them is open."""
    for row in await _lock_questions(desk, WebSignIn.id <= newest):
        row.refused_at = desk.now
        history.record_action(desk, "web-refused", f"person:{desk.require_actor().id}", address=row.address)


async def _lock_questions(desk: Desk, which: ColumnElement[bool]) -> list[WebSignIn]:
    """Return the open questions of the actor among these, locked; raises Outdated if there is none."""
    await desk.refresh_actor()
    asked = (
        select(WebSignIn)
        .where(which, *sign_in_limits.is_asked_about(desk.require_actor(), desk.now))
        .order_by(WebSignIn.id)
    )
    rows = list(await desk.session.scalars(asked.with_for_update()))
    if not rows:
        raise Outdated
    return rows
