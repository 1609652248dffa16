"""Knowledge base articles: written, read, published, searched, imported and exported as files."""
