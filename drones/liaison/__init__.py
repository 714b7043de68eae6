"""The queue of the liaison command: open, decide, follow."""
