"""Measures the product as it runs: real processes over HTTP against the sandbox's servers, with PostgreSQL.

Serves `make bench`; nothing of the product imports it.
"""
