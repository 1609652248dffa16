"""A desk that has worked for years: made at random, loaded by COPY, and asked what people ask of it."""
