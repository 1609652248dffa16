"""Letters put into words for one reader, with the rights the reader has at this moment. Sends nothing."""

from bot.views.rendered import Rendered, RenderedButton, RenderedFile, Row, Style
from bot.views.rendering import render

__all__ = ["Rendered", "RenderedButton", "RenderedFile", "Row", "Style", "render"]
