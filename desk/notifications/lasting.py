"""What outlives a session of the panel, or takes all away with it: asked from the panel it is done only once whoever
asks has pressed in Telegram that it was they, and the other admins are told of it wherever it was done. Knows no door.

`about` names what exactly is meant, in words that people read; a press is good for this alone, once.
"""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import delete, select

from db.models import Confirmation, Origin
from desk import audit
from desk.context import Context
from desk.errors import Outdated, Refused
from desk.notifications import notifier, to_staff
from desk.outbox import Args, Say
from desk.outbox.presses import ConfirmPanelAct

GOOD_FOR = timedelta(minutes=10)
"""For how long one may press, and do it after the press."""
_OPEN_AT_ONCE = 5


class Lasting(StrEnum):
    """What is such a thing."""

    SYSTEM = "system"
    RENEWED = "token"
    SCOPES = "scopes"
    WEBHOOK = "webhook"
    EXPORT = "export"
    SETTING = "setting"


class NeedsPress(Refused):
    """It is not done from the panel before a press in Telegram."""

    def __init__(self, what: Lasting, about: str) -> None:
        super().__init__("lasting-first")
        self.what, self.about = what, about


async def guard(ctx: Context, what: Lasting, about: str, *, by: str = "") -> None:
    """Let it be done: from the panel where its press has come, which is used up by it; other admins are told. `by`: who
    does it, where nobody of the team does. Raises NeedsPress."""
    if ctx.origin is Origin.PANEL:
        pressed = select(Confirmation).where(
            Confirmation.person_id == ctx.me().id, Confirmation.what == what.value, Confirmation.about == about,
            Confirmation.pressed_at.is_not(None), Confirmation.ends_at > ctx.now,
        )  # fmt: skip
        found = await ctx.session.scalar(pressed.limit(1).with_for_update())
        if found is None:
            raise NeedsPress(what, about)
        await ctx.session.delete(found)
    args: Args = {"name": ctx.actor.name if ctx.actor is not None else by, "what": what.value, "about": about}
    but = (ctx.actor.id,) if ctx.actor is not None else ()
    await to_staff.to_admins(ctx, "lasting-done", args, but=but)


async def ask(ctx: Context, needed: NeedsPress) -> None:
    """The question in Telegram whether it was they, unless it is open already or too many are."""
    me = ctx.me()
    await ctx.session.execute(delete(Confirmation).where(Confirmation.ends_at <= ctx.now))
    mine = select(Confirmation).where(Confirmation.person_id == me.id, Confirmation.pressed_at.is_(None))
    waiting = (await ctx.session.scalars(mine)).all()
    asked = (needed.what.value, needed.about)
    if len(waiting) >= _OPEN_AT_ONCE or asked in [(one.what, one.about) for one in waiting]:
        return
    row = Confirmation(
        person_id=me.id, what=needed.what.value, about=needed.about, asked_at=ctx.now, ends_at=ctx.now + GOOD_FOR
    )
    ctx.session.add(row)
    await ctx.session.flush()
    minutes = int(GOOD_FOR.total_seconds()) // 60
    args: Args = {"what": row.what, "about": row.about, "minutes": minutes}
    buttons = (
        (
            ConfirmPanelAct(row.id, "yes").button("btn-lasting-yes"),
            ConfirmPanelAct(row.id, "no").button("btn-lasting-no"),
        ),
    )
    notifier.post(ctx, me, Say("lasting-ask", args, buttons, slot=f"lasting:{row.id}", staff_only=True))


async def answer(ctx: Context, row_id: int, *, was_me: bool) -> None:
    """The press: it may be done now, or never. Raises Outdated where it is over or was not theirs to answer."""
    asked = select(Confirmation).where(
        Confirmation.id == row_id, Confirmation.person_id == ctx.me().id, Confirmation.pressed_at.is_(None),
        Confirmation.ends_at > ctx.now,
    )  # fmt: skip
    row = await ctx.session.scalar(asked.with_for_update())
    if row is None:
        raise Outdated
    if was_me:
        row.pressed_at, row.ends_at = ctx.now, ctx.now + GOOD_FOR
        return
    audit.record(ctx, "lasting-refused", f"person:{ctx.me().id}", new=row.about)
    await ctx.session.delete(row)
