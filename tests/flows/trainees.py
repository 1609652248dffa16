"""A trainee in conversations: who becomes one, and the answers that wait."""

from sqlalchemy import text

from tests.flows.phone import Phone, buttons
from tests.flows.stage import Stage
from tests.sql import execute


async def as_role(stage: Stage, phone: Phone, role: str) -> None:
    """Give a member of the team this role."""
    changed = "update people set role = :role, role_given = :role where telegram_id = :id"
    await execute(stage, changed, role=role, id=phone.id)


async def decides(approver: Phone, decision: str, *, force: bool = False) -> None:
    """Press this button under the newest answer that waits in the chat."""
    press = next(
        one
        for message in reversed(await approver.received())
        for one in buttons(message)
        if one.startswith("appr:") and f":{decision}:" in one
    )
    await approver.presses(press, force=force)


async def drafts_of(stage: Stage) -> list[tuple[str, str | None]]:
    """Return state and change of status of every answer that waited, oldest first."""
    async with stage.database.reading() as session:
        found = await session.execute(text("select state, verb from approvals order by id"))
        return [(state, verb) for state, verb in found]
