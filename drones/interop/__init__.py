"""Interfaces for other systems over flights and zones."""
