"""Topics of requests: a tree that admins edit, and a guess if nobody chose one."""
