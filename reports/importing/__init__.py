"""The command that brings in history from another desk."""
