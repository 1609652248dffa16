"""Files through the web door: taken in within their bounds, given out for download and nothing else."""
