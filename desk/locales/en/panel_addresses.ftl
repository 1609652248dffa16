# The addresses from which the panel opens.
setting-web-addresses = Addresses of the panel
setting-web-addresses-effect = The panel opens only from these addresses and networks.
setting-any-address = any
setting-wrong-networks = Addresses or networks, such as 203.0.113.7 or 10.0.0.0/8, one a line or separated by commas, at most { $most }.
web-addresses-without-yours = Your address { $address } is not in this list: the panel would be closed to you. Add it, or change this in Telegram.
page-outside = The panel does not open from { $address }. Ask the person who runs it which addresses are allowed.
web-place-here = { $address } (the panel’s own computer)
web-place-private = { $address } (a private network)
page-unreachable = The help desk cannot be reached right now. Load this page again in a few seconds.
