"""The server of the demo page and what the page shows, live."""
