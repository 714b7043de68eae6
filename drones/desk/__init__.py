"""What stands above the queue: figures, the demonstration, whether a drone seen is known."""
