"""What the desk knows: articles written, read, published, found, brought in and out as files."""
