"""Tests of history from another desk."""
