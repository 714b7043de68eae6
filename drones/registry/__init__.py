"""Operators, remote pilots, aircraft and registration numbers."""
