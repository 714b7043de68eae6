"""Fuzzing of the zone codecs: seeds, mutations, what must hold, and one command that runs them."""
