"""The outbox out: planned, sent or edited, recorded."""
