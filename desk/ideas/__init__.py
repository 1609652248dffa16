"""Ideas: suggestions of requesters and of the team, similar ones joined, with votes and a status."""
