"""What a commander types, read into a concealed zone, and a concealed zone told to maps."""
