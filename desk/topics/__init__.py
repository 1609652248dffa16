"""What requests are about: topics in groups, kept by admins, and guessed where nobody chose."""
