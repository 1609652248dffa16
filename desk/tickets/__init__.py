"""Verbs that file, assign, change and close tickets."""
