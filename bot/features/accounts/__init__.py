"""Account data of requesters on the tickets of staff, and the button that asks for it again."""
