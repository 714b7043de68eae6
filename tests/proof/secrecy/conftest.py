"""The same two portals as in the integration tests."""

from tests.integration.secrecy.conftest import kind, pair

__all__ = ["kind", "pair"]
