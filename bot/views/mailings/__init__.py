"""Mailings as admins see them before and after, and as they reach those who get them."""
