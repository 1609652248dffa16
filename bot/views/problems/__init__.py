"""Known problems as the team sees them, and what their requesters and agents read of one."""
