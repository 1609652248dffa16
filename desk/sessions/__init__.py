"""Sessions of the panel: requested by a browser, confirmed by a button in Telegram, ended by either."""
