"""Deletion of what was kept for as long as the settings say: words of closed requests, old rows of the audit log.

A batch is one unit of work, so a kill loses nothing and the next batch goes on. Knows no files and no channel.
"""
