"""A simulated service that knows organizations by their tax id: it answers as DaData does, and fails on demand."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.crm.world import CrmFault

_PATH = "/suggestions/api/4_1/rs/findById/party"
KNOWN = {"7707083893": ("ПАО Сбербанк", "Байкальский банк ПАО Сбербанк"), "500100732259": ("ИП Иванов Иван Иванович",)}
"""Names by tax id: the head office, then branches."""
DETAILS: dict[str, dict[str, Any]] = {
    "7707083893": {
        "kpp": "773601001",
        "ogrn": "1027700132195",
        "name": {"full_with_opf": "ПУБЛИЧНОЕ АКЦИОНЕРНОЕ ОБЩЕСТВО «СБЕРБАНК РОССИИ»"},
        "address": {"unrestricted_value": "117312, г Москва, ул Вавилова, д 19"},
        "management": {"name": "Греф Герман Оскарович", "post": "Президент, председатель правления"},
    },
    "500100732259": {"ogrn": "304500116000157", "kpp": None, "management": None},
}
"""The rest of an answer by tax id."""


def make_details(*, full_name: str, address: str, kpp: str, ogrn: str, head: str, post: str) -> dict[str, Any]:
    """Return the rest of an answer."""
    return {
        "name": {"full_with_opf": full_name}, "address": {"unrestricted_value": address}, "kpp": kpp, "ogrn": ogrn,
        "management": {"name": head, "post": post},
    }  # fmt: skip


@dataclass(slots=True)
class TaxService:
    """The service: `key` opens it; `known`: names by tax id, `details`: the rest of what it knows of them; `asked`:
    what it was asked, in order."""

    key: str = ""
    known: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict(KNOWN))
    details: dict[str, dict[str, Any]] = field(default_factory=lambda: dict(DETAILS))
    faults: list[CrmFault] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)


def make_tax_app(service: TaxService) -> web.Application:
    """Return the application."""

    async def find(request: web.Request) -> web.Response:
        return await _find(service, request)

    app = web.Application()
    app.router.add_post(_PATH, find)
    return app


async def _find(service: TaxService, request: web.Request) -> web.Response:
    if request.headers.get("authorization") != f"Token {service.key}":
        return web.json_response({"message": "forbidden"}, status=403)
    fault = next((one for one in service.faults if one.match_and_count(request.path)), None)
    if fault is not None and fault.delay:
        await asyncio.sleep(fault.delay)
    if fault is not None and fault.status is not None:
        return web.json_response({"message": "no"}, status=fault.status)
    asked = await request.json()
    service.asked.append(asked)
    return web.json_response({"suggestions": _suggest(service, asked)})


def _suggest(service: TaxService, asked: dict[str, Any]) -> list[dict[str, Any]]:
    tax_id, only = asked["query"], asked.get("branch_type")
    kinds = ("MAIN", *("BRANCH" for _ in service.known.get(tax_id, ())))
    found = reversed(list(zip(service.known.get(tax_id, ()), kinds, strict=False)))
    return [
        {"value": name, "data": {**service.details.get(tax_id, {}), "inn": tax_id, "branch_type": kind}}
        for name, kind in found
        if only in (None, kind)
    ]
