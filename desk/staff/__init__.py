"""The team: invites, members, admins, their accounts on the board, who is available."""
