"""What admins set while the desk runs: which settings there are, what they are now, how they change."""
