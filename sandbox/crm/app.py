"""The HTTP side of the simulated CRM: `PUT /<records>/<id>` with JSON."""

import asyncio

from aiohttp import web

from sandbox.crm.world import CrmWorld


def make_app(world: CrmWorld) -> web.Application:
    """Return the application."""

    async def put(request: web.Request) -> web.StreamResponse:
        return await _put(world, request)

    app = web.Application()
    app.router.add_put(r"/{kind:[a-z]+}/{id:\d+}", put)
    return app


async def _put(world: CrmWorld, request: web.Request) -> web.StreamResponse:
    if request.headers.get("authorization", "") != world.authorization:
        return web.json_response({"error": "who are you?"}, status=401)
    fault = world.take_fault(request.path)
    if fault is not None and fault.delay:
        await asyncio.sleep(fault.delay)
    if fault is not None and fault.status is not None:
        return web.json_response({"error": "a secret of the CRM"}, status=fault.status)
    kind, own_id = request.match_info["kind"], int(request.match_info["id"])
    try:
        body = await request.json()
    except ConnectionError:
        return web.Response(status=400)
    ref = world.put(kind, own_id, body, request.headers.get("idempotency-key", ""))
    if fault is not None and fault.lost:
        assert request.transport is not None
        request.transport.abort()
    if ref is None:
        return web.json_response({"error": "unknown"}, status=422)
    labels = world.labels.get((kind, own_id))
    return web.json_response({"id": ref} if labels is None else {"id": ref, "labels": labels})
