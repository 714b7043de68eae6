"""People, sessions, second factor, API keys, roles and the one permission table."""
