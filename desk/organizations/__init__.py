"""Organizations: the clients that requests are filed for, their outlets, contacts and members."""
