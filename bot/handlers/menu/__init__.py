"""`/menu`: the menu that requesters have, and its draft."""
