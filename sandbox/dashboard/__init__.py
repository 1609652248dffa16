"""The page's server: what it shows, live."""
