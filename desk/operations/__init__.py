"""What admins learn of operation: work that waits too long, failed jobs, the audit log."""
