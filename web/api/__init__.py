"""What systems of the operator's ask for and change over HTTP with a token: REST, version 1."""
