"""Critical requests in a real browser: its worker is registered, and shows what a push service would bring. Chromium
without a window reaches no push service, so the subscription is simulated; the worker and its notifications are real.
"""

import base64
import json

import pytest
from playwright.async_api import Browser, Page, expect
from pydantic import SecretStr

from db.database import Database
from ops.webhook_http import Poster
from tests.browser.panel import Panel
from tests.browser.test_passkeys import free_port, let_in
from tests.flows.push_service import PushService
from tests.flows.servers import serving
from tests.flows.stage import staged
from tests.texts import text_of
from web.__main__ import serve_app
from web.app import make_app
from web.context import WebContext
from web.settings import WebSettings

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.limit(300)]

KEY = base64.urlsafe_b64encode(b"k" * 32).decode()
_SUBSCRIBES = """
const given = %s;
let known = null;
PushManager.prototype.subscribe = async (options) => {
  const key = new Uint8Array(options.applicationServerKey).buffer;
  known = { toJSON: () => given, options: { applicationServerKey: key }, unsubscribe: async () => { known = null; } };
  sessionStorage.setItem("asked", String(options.applicationServerKey.length));
  return known;
};
PushManager.prototype.getSubscription = async () => known;
"""
_SHOWN = """async () => {
  const worker = await navigator.serviceWorker.getRegistration("/static/alerts-worker.js");
  return (await worker.getNotifications()).map(({ title, tag, data }) => [title, tag, data]);
}"""


async def _deliver(page: Page, origin: str, said: dict[str, object]) -> None:
    """Let the browser's own push code hand the message to the worker."""
    session = await page.context.new_cdp_session(page)
    found: list[str] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(
        one["registrationId"] for one in told["registrations"] if one["scopeURL"].endswith("/static/")
    ))  # fmt: skip
    await session.send("ServiceWorker.enable")
    while not found:
        await page.wait_for_timeout(50)
    await session.send(
        "ServiceWorker.deliverPushMessage", {"origin": origin, "registrationId": found[-1], "data": json.dumps(said)}
    )


async def test_a_browser_subscribes_and_its_worker_shows_a_request(browser: Browser, database: Database) -> None:
    port, service = free_port(), PushService()
    url = f"http://localhost:{port}"
    rules = {"web__url": url, "web__secret_keys": (SecretStr(KEY),), "web__webhook_allow": ("127.0.0.1",)}
    async with (
        serving(service.make_app()) as push_url,
        Poster(["127.0.0.1"], [], seconds=5) as poster,
        staged(database, board=False, pusher=poster, **rules) as stage,
    ):
        made = WebSettings(_env_file=None, web_url=url, web_secret_key=[KEY], webhook_allow=["127.0.0.1"])
        async with serve_app(make_app(WebContext(database, made, stage.clock)), "127.0.0.1", port):
            window = await browser.new_context(locale="en", permissions=["notifications"])
            await window.add_init_script(_SUBSCRIBES % service.subscribe(push_url, "laptop"))
            page = await window.new_page()
            panel = Panel(window, page, url)
            await let_in(stage, page, url)
            await page.wait_for_url(f"{url}/")
            await panel.opens("/profile")
            assert await panel.findings() == []
            await panel.presses(text_of("page-alerts-on"))
            await expect(page.get_by_role("button", name=text_of("page-alerts-off"), exact=True)).to_be_visible()
            assert await panel.findings() == []
            assert await page.evaluate("sessionStorage.getItem('asked')") == "65"
            await stage.settle()
            ((_, said),) = service.shown  # as the browser would decrypt it
            assert said["text"] == text_of("phone-said", reason="browser")

            await _deliver(page, url, {"text": "Critical request #12. Nobody has taken it.", "ticket": 12})
            await page.wait_for_function(f"async () => (await ({_SHOWN})()).length > 0")
            shown = await page.evaluate(_SHOWN)
            assert shown == [["Critical request #12. Nobody has taken it.", "alert-12", 12]]
            await panel.presses(text_of("page-alerts-off"))
            await expect(page.get_by_role("button", name=text_of("page-alerts-on"), exact=True)).to_be_visible()
            assert panel.complaints == []
            await window.close()
