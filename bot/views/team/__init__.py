"""The team and those who run the desk: members, invites, the staff group, what failed."""
