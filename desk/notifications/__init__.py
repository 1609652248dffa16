"""Notifications to requesters, agents, admins and the staff group."""
