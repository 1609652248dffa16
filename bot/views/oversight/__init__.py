"""What is looked at from above: the audit, and who is called to a ticket."""
