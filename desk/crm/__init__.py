"""The CRM: what it is sent, in which order, and what follows from its answers."""
