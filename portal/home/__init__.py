"""The first page, the language switch, the legal texts."""
