"""Reports of operation to admins: work that waits too long, failed jobs, the audit log."""
