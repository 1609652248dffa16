"""The page People: the team and its shifts, those who ask and their tickets; for admins."""
