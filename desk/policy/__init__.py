"""What may become of a ticket, who may do it, and by when: tables and pure rules."""
