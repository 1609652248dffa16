"""Requests as they begin: gathering drafts, and how many one person may file."""
