"""Ideas: suggestions of requesters and of the team, with votes and a status."""
