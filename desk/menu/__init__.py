"""The requester's menu: its items, where they lead, the draft that admins write, what is published."""
