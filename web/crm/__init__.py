"""Sends records to the operator's CRM, in order and until it has them."""
