"""What the demonstration puts into each room, by the rooms' own services alone."""
