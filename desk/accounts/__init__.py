"""Account data: what another system of the operator knows about a requester, asked for or pushed."""
