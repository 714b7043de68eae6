"""Decisions on flight plans: pure, every fact an argument."""
