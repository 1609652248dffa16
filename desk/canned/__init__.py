"""Canned replies by their keys, and the preview of an answer before it is sent."""
