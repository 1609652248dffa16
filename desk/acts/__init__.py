"""Acts of the team on a ticket, each declared once for all doors."""
