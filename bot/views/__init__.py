"""Letters put into words for one reader, with the rights the reader has at this moment. Sends nothing."""

from bot.views.registry import render
from bot.views.rendered import Rendered, RenderedButton, RenderedFile, Row, Style

__all__ = ["Rendered", "RenderedButton", "RenderedFile", "Row", "Style", "render"]
