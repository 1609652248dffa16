"""Messages, articles and answers written by hand, which matching and guessing are measured with."""
