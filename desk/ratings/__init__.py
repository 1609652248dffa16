"""Ratings of requesters: when they are asked, what they gave, and what the team asks after a low one."""
