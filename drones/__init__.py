"""Who flies what, and with whose consent."""
