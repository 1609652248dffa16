"""The demo's switch "A service company": clients with outlets, equipment and contacts, some of them people here."""
