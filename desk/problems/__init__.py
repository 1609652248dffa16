"""Known problems: what many have at once; new requesters are told, who follows one hears when it is over."""
