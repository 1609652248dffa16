"""The Telegram door."""

from ops import lean

lean.load()
