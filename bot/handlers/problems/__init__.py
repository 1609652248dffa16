"""Known problems: made, published and ended by the team, followed by requesters."""
