"""Decisions of the desk: where the demonstration may run, which flights a question is about."""
