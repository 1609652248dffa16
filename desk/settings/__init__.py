"""The settings of a desk: what each takes, its default, where it is shown. Changed in `desk/admin_settings/`."""

from desk.settings.desk_settings import VERSION, DeskSettings, get_known_version, remember_version
