"""Codecs of flight plans: bytes or text in, values and faults out; pure."""
