"""What only the web door shows: tickets of every state, filtered and searched; who holds how much; articles whole."""
