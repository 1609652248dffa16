"""Plans of the team: an answer, a note or an act that waits for its moment."""
