# The CRM: what admins are told.
crm-away = The CRM has not answered for { $age } ({ $why }). Everything is saved and will be sent as soon as it answers. Please check CRM_URL and its password, or ask the people who run the CRM.
crm-back = The CRM answers again. Everything that waited is being sent.
