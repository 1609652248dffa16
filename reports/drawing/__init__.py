"""Draw blocks as a picture, and tables on paper. The only package that knows fonts and resvg."""
