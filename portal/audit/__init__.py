"""The append-only, hash-linked ledger."""
