"""What Prometheus reads of requests: how many, of which kind, how long; never of an address but its kind."""

import pytest

from tests.flows.panel.browser import Browser
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("The panel")


async def test_requests_are_counted_by_kind_and_status(desk: tuple[Stage, Browser]) -> None:
    _, browser = desk
    await browser.opens("/tickets")
    await browser.client.get("/api/v1/tickets")
    await browser.client.get("/nowhere/hunter22")
    shown = (await browser.client.get("/metrics")).text
    pages = [f'requests_total{{kind="page",status="{status}"}}' for status in ("2xx", "4xx")]
    for line in (*pages, 'requests_total{kind="api",status="4xx"}', 'request_seconds_bucket{kind="page",le="0.1"}'):
        assert f"pulldesk_web_{line}" in shown
    assert "hunter22" not in shown
