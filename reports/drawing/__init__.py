"""Draw blocks on a page, as PNG. The only package that knows matplotlib."""
