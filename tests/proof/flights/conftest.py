"""The stage of the flights' integration tests, for the long runs."""

from tests.integration.flights.conftest import owner, rival, stage

__all__ = ["owner", "rival", "stage"]
