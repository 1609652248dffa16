"""What admins set while the desk runs: which settings there are, their values now, how they change."""
