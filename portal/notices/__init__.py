"""The transactional outbox: what people are told, and how."""
