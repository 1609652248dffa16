"""Events: made, taken part in, opened by their link, set on tickets."""
