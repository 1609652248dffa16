"""Examines the panel: does `web` answer here, and under WEB_URL, through the proxy."""

import ssl
from http import HTTPStatus

import httpx

from doctor.findings import Finding, Findings, make_ok, make_warning, make_wrong
from web.settings import WebSettings

_ABOUT = "panel"


async def examine_panel(settings: WebSettings, client: httpx.AsyncClient) -> Findings:
    """Ask `web` on its port, then under the address that people open."""
    here = f"{settings.web_host}:{settings.web_port}"
    if not await _answers(client, f"http://{here}/healthz"):
        message = f"web does not answer on {here}"
        return [make_warning(_ABOUT, message, "start it (make run), or correct WEB_HOST and WEB_PORT")]
    return [make_ok(_ABOUT, f"web answers on {here}"), *await _examine_proxy(settings, client)]


async def _examine_proxy(settings: WebSettings, client: httpx.AsyncClient) -> Findings:
    try:
        found = [await _ask_outside(settings, client)]
    except httpx.ConnectError as error:
        found = [_explain(settings, error)]
    except httpx.HTTPError as error:
        message = f"{settings.web_url} does not answer ({type(error).__name__})"
        found = [make_wrong(_ABOUT, message, "see docs/how-to/operators/proxy.md")]
    if settings.is_encrypted and not settings.web_proxies:
        message = "every visitor seems to come from the proxy's address"
        found.append(make_warning(_ABOUT, message, "WEB_PROXIES=<the proxy's address>"))
    return found


async def _ask_outside(settings: WebSettings, client: httpx.AsyncClient) -> Finding:
    answer = await client.get(f"{settings.web_url}/healthz")
    if answer.status_code == HTTPStatus.OK and answer.text.startswith("ok"):
        return make_ok(_ABOUT, f"{settings.web_url} leads to web")
    message = f"{settings.web_url} answers {answer.status_code}, but not as web does"
    return make_wrong(_ABOUT, message, "let the proxy pass everything to WEB_PORT: docs/how-to/operators/proxy.md")


def _explain(settings: WebSettings, error: httpx.ConnectError) -> Finding:
    if isinstance(error.__cause__, ssl.SSLError) or "CERTIFICATE" in str(error):
        message = f"the certificate of {settings.web_url} is not valid"
        return make_wrong(_ABOUT, message, "renew it at the proxy: docs/how-to/operators/proxy.md")
    message = f"nothing listens at {settings.web_url}"
    return make_wrong(_ABOUT, message, "start the proxy, or correct WEB_URL and its name in DNS")


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == HTTPStatus.OK
    except httpx.HTTPError:
        return False
