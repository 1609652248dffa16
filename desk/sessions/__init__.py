"""Who may look through the web door: asked for by a browser, let in by a press in Telegram, ended by either."""
