"""Examines the panel: does `web` answer here, and under WEB_URL, through the proxy."""

import ssl
from http import HTTPStatus

import httpx

from db.documents import find_document
from doctor.findings import Finding, Findings, make_ok, make_warning, make_wrong
from doctor.probing import is_answering
from web.own_panel import OwnPanel, find_free_panel
from web.settings import WebSettings

_PANEL_ABOUT = "panel"
_PROXY = find_document("docs/how-to/operators/panel.md")


async def examine_panel(settings: WebSettings, client: httpx.AsyncClient) -> Findings:
    """Ask `web` on its port, then under the address that people open."""
    here = f"{settings.web_host}:{settings.web_port}"
    if not await is_answering(client, f"http://{here}/healthz"):
        message = f"web does not answer on {here}"
        return [make_warning(_PANEL_ABOUT, message, "start it (make run), or correct WEB_HOST and WEB_PORT")]
    return [make_ok(_PANEL_ABOUT, f"web answers on {here}"), *await _examine_proxy(settings, client)]


async def examine_own_panel(own: OwnPanel, client: httpx.AsyncClient) -> Findings:
    """Ask the panel that starts without `WEB_URL`, or say why it would not start."""
    if own.url and await is_answering(client, f"{own.url}/healthz"):
        return [make_ok(_PANEL_ABOUT, f"web answers at {own.url}, on this machine alone")]
    startable = find_free_panel() if own.url else own
    if startable.url:
        return [make_ok(_PANEL_ABOUT, f"make run starts it at {startable.url}, on this machine alone")]
    return [make_warning(_PANEL_ABOUT, startable.why_not, f"see {_PROXY}")] if startable.why_not else []


async def _examine_proxy(settings: WebSettings, client: httpx.AsyncClient) -> Findings:
    try:
        found = [await _ask_outside(settings, client)]
    except httpx.ConnectError as error:
        found = [_explain(settings, error)]
    except httpx.HTTPError as error:
        message = f"{settings.web_url} does not answer ({type(error).__name__})"
        found = [make_wrong(_PANEL_ABOUT, message, f"see {_PROXY}")]
    if settings.is_encrypted and not settings.web_proxies:
        message = "every visitor seems to come from the proxy's address"
        found.append(make_warning(_PANEL_ABOUT, message, "WEB_PROXIES=<the proxy's address>"))
    return found


async def _ask_outside(settings: WebSettings, client: httpx.AsyncClient) -> Finding:
    answer = await client.get(f"{settings.web_url}/healthz")
    if answer.status_code == HTTPStatus.OK and answer.text.startswith("ok"):
        return make_ok(_PANEL_ABOUT, f"{settings.web_url} leads to web")
    message = f"{settings.web_url} answers {answer.status_code}, but not as web does"
    return make_wrong(_PANEL_ABOUT, message, f"let the proxy pass everything to WEB_PORT: {_PROXY}")


def _explain(settings: WebSettings, error: httpx.ConnectError) -> Finding:
    if isinstance(error.__cause__, ssl.SSLError) or "CERTIFICATE" in str(error):
        message = f"the certificate of {settings.web_url} is not valid"
        return make_wrong(_PANEL_ABOUT, message, f"renew it at the proxy: {_PROXY}")
    message = f"nothing listens at {settings.web_url}"
    return make_wrong(_PANEL_ABOUT, message, "start the proxy, or correct WEB_URL and its name in DNS")
