"""Masking of what should not be read: personal data in drafts of articles, secrets in messages. Pure."""
