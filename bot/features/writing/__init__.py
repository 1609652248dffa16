"""Writing first: requests that the team begins, and the switch by which requesters decline them."""
