"""Read models only the panel uses: tickets of every state, load, whole articles."""
