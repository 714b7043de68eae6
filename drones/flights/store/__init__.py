"""The only queries on flight plans: rows to values and back."""
