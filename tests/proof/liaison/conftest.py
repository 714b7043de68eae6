"""The stage of the desk's integration tests, for the long runs."""

from tests.integration.liaison.conftest import stage

__all__ = ["stage"]
