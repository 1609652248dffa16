"""Actions that must be confirmed if asked for in the panel, because they outlast its session or export everything: by
the second factor of who has one, shown a short time ago, else by a press in Telegram.

Other admins are told, wherever it was done. `about` names the object in words that people read; a press is valid for
that object only, once.
"""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import delete, select

from db.models import Confirmation, Origin, WebSession
from desk import history
from desk.context import Context
from desk.errors import Outdated, Refused
from desk.notifications import notifier, to_admins
from desk.outbox import Args, Button, Say, make_press
from desk.place import get_panel

VALID_FOR = timedelta(minutes=10)
"""How long the question can be answered, and how long the action can be done after the press."""
_OPEN_AT_ONCE = 5


class LastingAction(StrEnum):
    """Actions that need a confirmation."""

    SYSTEM = "system"
    RENEWED = "token"
    SCOPES = "scopes"
    EXPIRY = "expiry"
    SIGNING = "signing"
    WEBHOOK = "webhook"
    EXPORT = "export"
    FILE = "file"
    LIST = "list"
    SETTING = "setting"
    INVITE = "invite"
    ADMIN = "admin"
    GRANTS = "grants"
    LEADER = "leader"
    WALL = "wall"
    FACTOR = "factor"
    RESET = "reset"
    ERASE = "erase"


class ConfirmationNeeded(Refused):
    """Raised if the action waits for a press in Telegram."""

    def __init__(self, what: LastingAction, about: str) -> None:
        super().__init__("lasting-first")
        self.what, self.about = what, about


class FactorNeeded(Refused):
    """Raised if the second factor has to be shown first, once more."""

    def __init__(self) -> None:
        super().__init__("factor-first")


def _require_fresh_factor(ctx: Context) -> None:
    """Raise FactorNeeded unless the second factor was shown in this session within `VALID_FOR`."""
    session = get_panel(ctx.place).session
    at = session.proved_at if session is not None else None
    if at is None or ctx.now - at > VALID_FOR:
        raise FactorNeeded


async def require_confirmation(ctx: Context, what: LastingAction, about: str, *, by: str = "") -> None:
    """Let the action be done: from the panel only with the second factor or a press, which is used up; other admins
    are told, and can end the session in which it was done.

    `by`: the name of an integration that does it. Raises FactorNeeded or ConfirmationNeeded.
    """
    await confirm_actor(ctx, what, about)
    args: Args = {"name": ctx.actor.name if ctx.actor is not None else by, "what": what.value, "about": about}
    but = (ctx.actor.id,) if ctx.actor is not None else ()
    await alert_admins(ctx, "lasting-done", args, get_panel(ctx.place).session, but=but)


async def alert_admins(
    ctx: Context, key: str, args: Args, about: WebSession | None = None, *, but: Iterable[int] = ()
) -> None:
    """Tell those who get notices of security, with a button that ends the session `about` which it is."""
    slot, buttons = make_end_button(ctx, about) if about is not None else (None, ())
    await to_admins.notify_admins(ctx, key, args, but=but, buttons=buttons, slot=slot)


def make_end_button(ctx: Context, row: WebSession) -> tuple[str, tuple[tuple[Button, ...], ...]]:
    """Return the slot of a notice about a session, and a button that ends it."""
    return (
        f"session:{row.id}-{int(ctx.now.timestamp())}",
        ((make_press("btn-end-that-session", "web_endit", row.id),),),
    )


async def confirm_actor(ctx: Context, what: LastingAction, about: str) -> None:
    """Do the same without telling anybody."""
    if get_panel(ctx.place).has_factor:
        _require_fresh_factor(ctx)
    elif ctx.origin is Origin.PANEL:
        pressed = select(Confirmation).where(
            Confirmation.person_id == ctx.require_actor().id, Confirmation.what == what.value,
            Confirmation.about == about,
            Confirmation.pressed_at.is_not(None), Confirmation.ends_at > ctx.now,
        )  # fmt: skip
        found = await ctx.session.scalar(pressed.limit(1).with_for_update())
        if found is None:
            raise ConfirmationNeeded(what, about)
        await ctx.session.delete(found)


async def ask_confirmation(ctx: Context, needed: ConfirmationNeeded) -> None:
    """Ask the actor in Telegram whether it was them, unless that question or too many others are open."""
    me = ctx.require_actor()
    await ctx.session.execute(delete(Confirmation).where(Confirmation.ends_at <= ctx.now))
    mine = select(Confirmation).where(Confirmation.person_id == me.id, Confirmation.pressed_at.is_(None))
    waiting = (await ctx.session.scalars(mine)).all()
    asked = (needed.what.value, needed.about)
    if len(waiting) >= _OPEN_AT_ONCE or asked in [(one.what, one.about) for one in waiting]:
        return
    row = Confirmation(
        person_id=me.id, what=needed.what.value, about=needed.about, asked_at=ctx.now, ends_at=ctx.now + VALID_FOR
    )
    ctx.session.add(row)
    await ctx.session.flush()
    minutes = int(VALID_FOR.total_seconds()) // 60
    args: Args = {"what": row.what, "about": row.about, "minutes": minutes}
    buttons = (
        (
            make_press("btn-lasting-yes", "lasting", row.id, "yes"),
            make_press("btn-lasting-no", "lasting", row.id, "no"),
        ),
    )
    notifier.post_letter(ctx, me, Say("lasting-ask", args, buttons, slot=f"lasting:{row.id}", staff_only=True))


async def answer_confirmation(ctx: Context, row_id: int, *, was_me: bool) -> None:
    """Take the press: the action may be done now, or is refused. Raises Outdated if the question is over or another
    person's."""
    asked = select(Confirmation).where(
        Confirmation.id == row_id, Confirmation.person_id == ctx.require_actor().id, Confirmation.pressed_at.is_(None),
        Confirmation.ends_at > ctx.now,
    )  # fmt: skip
    row = await ctx.session.scalar(asked.with_for_update())
    if row is None:
        raise Outdated
    if was_me:
        row.pressed_at, row.ends_at = ctx.now, ctx.now + VALID_FOR
        return
    history.record_action(ctx, "lasting-refused", f"person:{ctx.require_actor().id}", new=row.about)
    await ctx.session.delete(row)
