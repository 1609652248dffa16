"""Words on a ticket: comments, replies, notes, their files, edits, reactions and delivery."""
