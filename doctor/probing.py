"""Tries whether a server answers."""

from http import HTTPStatus

import httpx


async def is_answering(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == HTTPStatus.OK
    except httpx.HTTPError:
        return False
