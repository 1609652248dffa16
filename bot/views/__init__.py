"""Turns letters into words for one reader, with the rights that the reader has at this moment. Sends nothing."""

from bot.views.reader import (
    CLIP,
    PRIORITY_SIGNS,
    STATUS_SIGNS,
    Prefetched,
    Reader,
    Rendered,
    RenderedButton,
    RenderedFile,
    RenderedInvoice,
    Row,
    Style,
)
