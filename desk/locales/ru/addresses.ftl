# Откуда открывается панель и что говорится об адресе.

setting-web-addresses = Адреса панели
setting-web-addresses-effect = Панель открывается только с этих адресов и из этих сетей.
setting-any-address = любые
setting-wrong-networks = Адреса или сети через запятую, например 203.0.113.7 или 10.0.0.0/8, не больше { $most }; прочерк, если любые.
web-addresses-without-yours = Ваш адрес { $address }, и его здесь нет: панель закрылась бы и для вас. Добавьте его или задайте это в Telegram.
page-outside = С адреса { $address } панель не открывается. Откуда можно, знает тот, кто её держит.
web-place-here = { $address } (тот же компьютер, что и панель)
web-place-private = { $address } (частная сеть)
