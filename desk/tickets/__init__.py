"""The verbs of a ticket: file, claim, change status, fields, close."""
