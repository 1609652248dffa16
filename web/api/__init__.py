"""The REST API, version 1: what integrations read and change over HTTP with a token."""
