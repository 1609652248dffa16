"""The chat for pages of integrations: one script, which speaks to the API with a person's own token."""
