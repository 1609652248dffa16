"""Reads for organizations: the clients, and the people who belong to them."""
