"""Decisions about concealed zones: the cover they need, and what may be set."""
