"""The transactional outbox: notices to people by e-mail or text message."""
