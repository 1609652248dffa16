"""Figures by organization, outlet and equipment, and `/stats` that asks for them."""

import pytest
from sqlalchemy import select, update

from db.models import ClientRole, Outlet, Ticket
from desk import Refused
from desk.charts.stats_command import About, StatsQuestion, parse_question
from desk.metrics import Dimension, periods
from tests.flows.acts import filed_and_taken, files
from tests.flows.clients import ACME, directed, joined, left, with_organization, with_outlets
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage
from tests.rules import rules_with
from tests.texts import IN_BOTH, piece_of, text_of

pytestmark = pytest.mark.sentence("Figures")

BOARD = False
DEVICES = ("Evotor 7.2, s/n 00107", "Atol 30F №5", "Atol 30F SN 6", " , ")


async def _filed(stage: Stage, rita: Phone, olga: Phone) -> tuple[int, int]:
    """Two requests of Acme at its shop, one solved; one of another organization; a personal one."""
    acme = await with_outlets(stage, ACME, "Shop", equipment=DEVICES)
    other = await with_organization(stage, "Acorn")
    numbers = [await filed_and_taken(rita, olga, "The till is on fire")]
    await olga.presses(f"resolve:{numbers[0]}")
    numbers += [await files(rita, f"Number {n} does not print") for n in range(3)]
    async with stage.database.unit_of_work() as session:
        shop = await session.scalar(select(Outlet.id))
        for number, of in zip(numbers, ((acme, shop), (acme, shop), (other, None), (None, None)), strict=True):
            values = {"organization_id": of[0], "outlet_id": of[1]}
            await session.execute(update(Ticket).where(Ticket.number == number).values(**values))
    return acme, other


async def test_stats_know_them_while_organizations_are_on(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    await vera.writes("/stats filed by organization")
    assert piece_of("stats-no-dimension") in await vera.reads()
    acme, _ = await _filed(stage, rita, olga)
    known = {
        "filed by organization": StatsQuestion(About.FIGURE, "filed", by=Dimension.ORGANIZATION),
        "filed by shops organization=acm": StatsQuestion(
            About.FIGURE, "filed", by=Dimension.OUTLET, where={Dimension.ORGANIZATION: acme}
        ),
        "speed organization=Acme": StatsQuestion(of="speed", where={Dimension.ORGANIZATION: acme}),
        "filed по оборудованию": StatsQuestion(About.FIGURE, "filed", by=Dimension.EQUIPMENT),
    }
    today = periods.get_today(stage.clock(), "UTC")
    async with stage.database.reading() as session:
        for typed, meant in known.items():
            assert await parse_question(session, typed, today, rules_with(organizations__enabled=True)) == meant
        for typed, why in (("organization=ac", "stats-two-values"), ("organization=%", "stats-no-value"),
                           ("equipment=Atol", "stats-no-dimension")):  # fmt: skip
            with pytest.raises(Refused) as refused:
                await parse_question(session, f"filed {typed}", today, rules_with(organizations__enabled=True))
            assert refused.value.key == why
    await vera.writes("/stats filed by organization today")
    assert "by organization" in await vera.reads()


async def _pressed(stage: Stage, dora: Phone, organization: int) -> None:
    await dora.writes("/organization")
    await dora.presses(f"org_figures:{organization}")


@IN_BOTH
async def test_a_director_reads_the_figures_of_their_organization_alone(
    stage: Stage, rita: Phone, olga: Phone, language: str
) -> None:
    acme, _ = await _filed(stage, rita, olga)
    dora = await stage.phone("Dora", language=language)
    await joined(stage, dora, acme, ClientRole.DIRECTOR)
    await _pressed(stage, dora, acme)
    shown = await dora.last()
    assert shown["content"] == "photo"
    assert words(shown).startswith(text_of("org-figures-title", language, organization=ACME))
    assert f"{text_of('figure-filed', language)}: 2" in words(shown)


async def test_without_requests_a_director_reads_so(stage: Stage) -> None:
    dora, organization, _ = await directed(stage)
    await _pressed(stage, dora, organization)
    assert await dora.reads() == text_of("org-figures-none")


async def test_who_leads_it_no_longer_gets_no_figures(stage: Stage, rita: Phone, olga: Phone) -> None:
    acme, other = await _filed(stage, rita, olga)
    dora = await stage.phone("Dora")
    membership = await joined(stage, dora, acme, ClientRole.DIRECTOR)
    await dora.writes("/organization")
    own = (await dora.message_with(f"org_figures:{acme}"))["message_id"]
    await dora.presses(f"org_figures:{other}", on=own, force=True)
    assert not [one for one in await dora.received() if one["content"] == "photo"]
    await dora.presses(f"org_figures:{acme}", on=own, quietly=True)
    await left(stage, membership)
    await stage.settle()
    await dora.presses(f"org_figures:{acme}", on=own, force=True)
    assert not [one for one in await dora.received() if one["content"] == "photo"]
