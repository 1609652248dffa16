"""The Telegram door."""

from bot import lean

lean.load()
