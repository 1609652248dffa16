"""A desk that has worked for years: made at random, put in by COPY, and asked what people ask of it."""
