"""Groups as a source of requests: which groups there are, which of their messages become requests, whose they are."""
