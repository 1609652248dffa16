"""Questions that the help desk asks: where words go, what a request lacks, why a rating is low."""
