"""Turns letters into words for one reader, with the rights that the reader has at this moment. Sends nothing."""

from bot.views.icons import CLIP, PRIORITY_SIGNS, STATUS_SIGNS
from bot.views.reader import Prefetched, Reader
from bot.views.rendered import Rendered, RenderedButton, RenderedFile, RenderedInvoice, Row, Style
