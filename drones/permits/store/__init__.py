"""Where permits and their keys are kept: rows of the register, and the key file."""
