"""The operator's own systems as admins see them."""
