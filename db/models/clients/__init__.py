"""Tables of clients: organizations, their people, and what other systems know of them."""
