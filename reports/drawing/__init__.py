"""The one layer that draws: blocks on a page, as PNG for a chat and SVG for a page. Alone knows matplotlib."""
