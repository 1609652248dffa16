"""A system of the demo's: put into the running desk by a switch of the page, with what catches its webhooks."""
