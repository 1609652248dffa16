"""The operator's own systems, as admins make and change them."""
