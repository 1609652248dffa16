"""Tests of the command that brings history in."""
