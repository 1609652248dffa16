"""What the team plans for later: an answer, a note or an act that waits for its moment."""
