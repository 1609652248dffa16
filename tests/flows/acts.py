"""What people do again and again in the flows: file, take, answer, resolve, link. Each lets the desk settle."""

from typing import Any

from db.models import Origin
from desk import Desk
from desk.i18n import say
from desk.knowledge import import_export
from desk.operations.audit_lines import describe_line
from desk.people.person_rows import find_by_telegram
from desk.queries.audit_log import AuditFilter, load_audit_page
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage
from tests.texts import get_spoken


async def files(phone: Phone, text: str) -> int:
    """Send a request of its own at once; return its number."""
    await phone.drafts(f"/new {text}")
    receipt = next(m for m in reversed(await phone.received()) if any(b.startswith("send:") for b in buttons(m)))
    number = int(next(b for b in buttons(receipt) if b.startswith("send:")).removeprefix("send:"))
    await phone.presses(f"send:{number}")
    return number


async def answers(agent: Phone, number: int, text: str) -> int:
    """Reply to the card as the agent who has the ticket; return the message's id."""
    card = await agent.message_with(f"release:{number}")
    return await agent.writes(text, reply_to=card["message_id"])


async def unblocks(agent: Phone) -> str:
    """Unblock whom `/blocked` shows; return what it shows of them."""
    await agent.writes("/blocked")
    shown = await agent.last()
    (press,) = [one for one in buttons(shown) if one.startswith("unblock:")]
    await agent.presses(press)
    return words(shown)


async def filed_and_taken(phone: Phone, agent: Phone, text: str) -> int:
    """File a request that an agent takes; return its number."""
    number = await files(phone, text)
    await agent.presses(f"claim:{number}")
    return number


async def filed_and_resolved(phone: Phone, agent: Phone, text: str) -> int:
    """File a request, up to the question to its requester whether it is resolved; return its number."""
    number = await filed_and_taken(phone, agent, text)
    await agent.presses(f"resolve:{number}")
    return number


async def filed_and_closed(phone: Phone, agent: Phone, text: str) -> int:
    """File a request that its requester confirms, without stars or words; return its number."""
    number = await filed_and_resolved(phone, agent, text)
    await phone.presses(f"solved:{number}:yes")
    if f"rate:{number}:skip" in await phone.buttons():  # the survey is not always asked
        await phone.presses(f"rate:{number}:skip")
    return number


async def rates_agents(stage: Stage) -> None:
    """Let the admin switch on the second row of stars, for the agent."""
    await stage.vera.writes("/settings tell add agent_stars")


async def linked(stage: Stage, agent: Phone) -> str:
    """Join a Todoist account of the agent's name to the project and link it; return its id."""
    user = await stage.board.user(agent.name)
    await stage.pass_time(seconds=61)
    await agent.writes("/link")
    await agent.presses(f"link:{user}")
    return user


async def dismissed(stage: Stage, agent: Phone) -> None:
    """Let Vera remove an agent from the team."""
    vera = stage.vera
    await member(vera, agent.id)
    await vera.presses(f"dismiss:{agent.id}")


async def member(admin: Phone, person: int) -> None:
    """Return the screen of a team member, by Telegram id."""
    await admin.writes("/staff")
    await admin.presses(f"person:{person}")


async def invite(admin: Phone, kind: str = "") -> str:
    """Request a new invite; return its code."""
    await admin.writes(f"/invite {kind}".strip())
    text = str((await admin.last())["text"])
    return text.split("?start=")[1].split(maxsplit=1)[0]


async def account(stage: Stage) -> str:
    """Return the Todoist id of the token's own account."""
    return str(next(u["id"] for u in (await stage.board.state())["users"] if u["full_name"] == "Pulldesk"))


async def new_messages(phone: Phone, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the bot has sent since `before` (the answer of an earlier `received`)."""
    known = {m["message_id"] for m in before}
    return [m for m in await phone.received() if m["message_id"] not in known]


async def reads_audit(phone: Phone, words_: str = "", language: str = "") -> str:
    """Return the newest lines of the audit log with these words, as its page words them, without their times."""
    stage, language = phone.stage, language or get_spoken()
    await stage.settle()
    async with stage.database.unit_of_work() as session:
        page = await load_audit_page(session, 1, AuditFilter(words_), stage.settings, language, a_page=50)
    at = {"zone": stage.settings.timezone, "now": stage.clock()}
    told = ((one, say(language, "history-door", origin=one.origin.value)) for one in page.lines)
    return "\n".join(f"{one.by} ({door}): {describe_line(language, one, **at).text}" for one, door in told)


async def brings_articles(stage: Stage, articles: dict[str, bytes]) -> None:
    """The operator imports these files, as `python -m bot kb import` does, in Vera's name."""
    async with stage.database.unit_of_work() as session:
        vera = await find_by_telegram(session, stage.vera.id)
        desk = Desk(session, Origin.TELEGRAM, vera, now=stage.clock(), rules=stage.settings)
        await import_export.import_files(desk, articles)
    await stage.settle()
