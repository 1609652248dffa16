# From where the panel may be opened, and what is said of an address.

setting-web-addresses = Addresses of the panel
setting-web-addresses-effect = The panel opens only from these addresses and networks.
setting-any-address = any
setting-wrong-networks = Addresses or networks, such as 203.0.113.7 or 10.0.0.0/8, with commas between them, at most { $most }; a dash for any.
web-addresses-without-yours = Yours is { $address }, and it is not among these: the panel would be closed to you. Add it, or set this in Telegram.
page-outside = The panel is not open to { $address }. Whoever runs it says from where it is.
web-place-here = { $address } (the panel's own computer)
web-place-private = { $address } (a private network)
page-unreachable = The desk cannot be reached at the moment. Load this page again in a few seconds.
