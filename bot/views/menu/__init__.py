"""The requester's menu as its readers see it, and its draft as admins do."""
