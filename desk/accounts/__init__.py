"""Account data: what another system of the operator's knows about a requester, asked for or pushed, read by staff."""
