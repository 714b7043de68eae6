"""Decisions of the liaison desk: pure, every fact an argument."""
