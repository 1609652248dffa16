"""The requesters' menu: its items, their targets, the draft that admins edit, the published version."""
