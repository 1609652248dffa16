"""`/tickets` for administrators and directors of organizations: the requests of the organization's people."""
