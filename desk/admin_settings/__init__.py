"""Settings that admins change while the desk runs: which there are, their values now, how they change."""
