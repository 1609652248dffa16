"""Searching short texts in both languages: stems by PostgreSQL, misspellings, how well something fits."""
