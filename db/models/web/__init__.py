"""Tables of the web: sign-in, sessions, integrations, webhooks, files."""
