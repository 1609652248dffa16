"""Payments: prices of requests, balances and the ledger from which both follow."""
