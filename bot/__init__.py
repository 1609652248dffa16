"""The Telegram door."""

from ops import lean

lean.load(
    "sqlalchemy.ext.asyncio",
    "sqlalchemy.dialects.postgresql.asyncpg",
    "asyncpg",
    "aiohttp.web",
    "fluent.runtime",
    "pydantic_settings",
    "prometheus_client",
)
