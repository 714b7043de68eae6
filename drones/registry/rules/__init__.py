"""What the registry decides, as pure functions: numbers, serials, states, who may fly."""
