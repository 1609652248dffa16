"""`/settings` as admins see it: groups, a group, a setting, what was found, the question for a value."""
