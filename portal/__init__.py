"""The building: what every room of the portal needs."""
