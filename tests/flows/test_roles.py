"""Roles and grants: who gives them, what takes effect at once, what somebody without a grant reads and may do."""

import pytest

from db.models import Role
from desk.i18n import LANGUAGES, say
from desk.policy.permissions import PRESETS, Grant
from tests.flows.acts import filed_and_taken, files, invite, member
from tests.flows.phone import Phone, buttons
from tests.flows.scenes import may, row
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("1 People")

BOARD = False


async def _give(stage: Stage, phone: Phone, role: str) -> None:
    vera = stage.vera
    await member(vera, phone.id)
    await vera.presses(f"role:{phone.id}")
    await vera.presses(f"giverole:{phone.id}:{role}")


async def _forges(phone: Phone, data: str) -> None:
    of_team = ("person:", "staff:", "role:", "giverole:")
    screen = [one for one in await phone.received() if any(b.startswith(of_team) for b in buttons(one))][-1]
    await phone.presses(data, on=screen["message_id"], force=True)


async def _toast(phone: Phone) -> str:
    return str((await phone.answer())["text"])


async def test_a_role_takes_effect_at_once_and_the_person_is_told(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    number = await filed_and_taken(rita, olga, "The door does not open")
    card = await olga.message_with(f"resolve:{number}")
    await _give(stage, olga, "reviewer")
    assert await _toast(vera) == text_of("role-set")
    assert await olga.reads() == text_of("role-given", by="Vera", role="reviewer")
    assert await scalar(stage, "select assignee_id from tickets where number = :n", n=number) is None
    await olga.presses(f"resolve:{number}", on=card["message_id"], force=True)
    assert await _toast(olga) == text_of("not-granted")
    await olga.writes(f"/claim {number}")
    assert await olga.reads() == text_of("not-granted")
    await olga.writes(f"/ticket {number}")
    assert "claim" not in {data.partition(":")[0] for data in await olga.buttons()}
    audited = await row(stage, "select object, old, new from audit where action = 'role'")
    assert tuple(audited)[1:] == ("agent", "reviewer")


async def test_a_reviewer_gets_no_cards(stage: Stage, olga: Phone, ivan: Phone) -> None:
    await _give(stage, olga, "reviewer")
    before = len(await olga.received())
    await files(await stage.phone("Sam"), "No water in the kitchen")
    assert len(await olga.received()) == before
    assert any(data.startswith("claim:") for data in await ivan.buttons())


async def test_nobody_changes_themselves_or_gives_more_than_they_have(stage: Stage, olga: Phone, ivan: Phone) -> None:
    vera = stage.vera
    await _give(stage, olga, "manager")
    await member(olga, ivan.id)
    await olga.presses(f"role:{ivan.id}")
    assert f"giverole:{ivan.id}:admin" not in await olga.buttons()
    await _forges(olga, f"giverole:{ivan.id}:admin")
    await olga.writes("/invite admin")
    assert await olga.reads() == text_of("role-above")
    assert await scalar(stage, "select role from people where telegram_id = :id", id=ivan.id) == "agent"
    await member(olga, vera.id)
    await olga.presses(f"role:{vera.id}")
    assert not [data for data in await olga.buttons() if data.startswith("giverole:")]
    await member(olga, ivan.id)
    await olga.presses(f"role:{ivan.id}")
    await olga.presses(f"giverole:{ivan.id}:senior")
    assert await scalar(stage, "select role from people where telegram_id = :id", id=ivan.id) == "senior"


async def test_two_leads_cannot_take_a_promotion_back_from_who_may_more(stage: Stage, olga: Phone) -> None:
    admin = await stage.phone("Ada")
    await admin.writes(f"/start {await invite(stage.vera, 'admin')}")
    await stage.vera.presses(f"admit:{admin.id}")
    await _give(stage, olga, "manager")
    await member(olga, admin.id)
    for data in (f"giverole:{admin.id}:agent", f"dismiss:{admin.id}", f"grant:{admin.id}:work:0:1"):
        await _forges(olga, data)
    assert await scalar(stage, "select role from people where telegram_id = :id", id=admin.id) == "admin"


async def test_without_notes_no_note_is_read_or_found(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    number = await filed_and_taken(rita, olga, "The door does not open")
    await olga.writes(f"/note {number} basalt")
    await may(stage, ivan, notes=False)
    await ivan.writes(f"/ticket {number}")
    await ivan.presses(f"thread:{number}:1")
    assert not [said for said in await ivan.texts() if "basalt" in said]
    await ivan.writes("/find basalt")
    assert f"#{number}" not in await ivan.reads()
    await ivan.writes(f"/note {number} granite")
    assert await ivan.reads() == text_of("not-granted")


@pytest.mark.parametrize("role", [role for role in PRESETS if role is not Role.ADMIN])
async def test_an_invite_gives_its_role(stage: Stage, role: Role) -> None:
    new = await stage.phone("Nora")
    await new.writes(f"/start {await invite(stage.vera, role.value)}")
    assert await scalar(stage, "select role from people where telegram_id = :id", id=new.id) == role.value
    key = "welcome-agent" if Grant.WORK in PRESETS[role] else "welcome-reader"
    said = await new.reads()
    assert piece_of(key, n=0, board=0) in said
    assert ("waits for approval" in said and said.endswith(": Vera.")) == (role is Role.TRAINEE)


async def test_an_unknown_role_is_explained(stage: Stage) -> None:
    vera = stage.vera
    await vera.writes("/invite boss")
    assert await vera.reads() == text_of("usage-invite", roles=", ".join(role.value for role in PRESETS))


@pytest.mark.parametrize("language", list(LANGUAGES))
async def test_help_shows_what_a_role_may_do(stage: Stage, language: str) -> None:
    nora = await stage.phone("Nora", language=language)
    await nora.writes(f"/start {await invite(stage.vera, 'trainee')}")
    await nora.writes("/help")
    assert await nora.reads() == say(language, "help-staff")
    await nora.presses("help:hard")
    assert "/escalate" in await nora.reads()
    assert "/merge" not in await nora.reads()
    await nora.presses("help:")
    assert "help:desk" in await nora.buttons()
    await _give(stage, nora, "manager")
    await nora.writes("/help")
    await nora.presses("help:team")
    assert "/invite" in await nora.reads()
    await _give(stage, nora, "reviewer")
    await nora.writes("/help")
    assert await nora.reads() == say(language, "help-reader")
    await nora.presses("help:work")
    assert "/ask" in await nora.reads()
    assert "/claim" not in await nora.reads()
