"""A shop with the chat in its page: what a site of an integration serves. Its only customer is signed in."""

from __future__ import annotations

from pathlib import Path
from string import Template

from aiohttp import ClientError, ClientSession, web

PATH = "/"
_TOKEN_PATH = "/support-token"
_PAGE = Path(__file__).with_name("shop.html")
_CUSTOMER, _NAME = "customer-7", "Kim Lindqvist"
_POLICY = "default-src 'none'; style-src 'self'; script-src {desk}; connect-src 'self' {desk}; base-uri 'none'"


class Shop:
    """The shop. `desk`: the address of the panel and the API; `token`: of its integration, empty until it has one."""

    def __init__(self, desk: str) -> None:
        self._desk = desk
        self.token = ""

    def add_routes(self, app: web.Application) -> None:
        """Add its page, its style and the address that gives the customer's token."""
        app.router.add_get(PATH, self._show_page)
        app.router.add_get("/shop.css", self._send_style)
        app.router.add_get(_TOKEN_PATH, self._give_token)

    async def _show_page(self, _: web.Request) -> web.Response:
        page = Template(_PAGE.read_text("utf-8")).substitute(desk=self._desk, token_url=_TOKEN_PATH)
        headers = {"Content-Security-Policy": _POLICY.format(desk=self._desk), "Cache-Control": "no-store"}
        return web.Response(text=page, content_type="text/html", headers=headers)

    async def _send_style(self, _: web.Request) -> web.FileResponse:
        return web.FileResponse(_PAGE.with_suffix(".css"))

    async def _give_token(self, _: web.Request) -> web.Response:
        """Answer as docs/how-to/integrators/widget.md says; 503 while the desk does not answer."""
        person = f"{self._desk}/api/v1/persons/{_CUSTOMER}"
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            async with ClientSession(headers=headers, raise_for_status=True) as session:
                async with session.put(person, json={"name": _NAME}):
                    pass
                async with session.post(f"{person}/token") as answer:
                    return web.json_response({"token": (await answer.json())["token"]})
        except ClientError:
            return web.Response(status=503)
