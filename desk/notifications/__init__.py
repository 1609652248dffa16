"""Who is notified of what: requesters, agents, admins, the staff group."""
