"""A worker of its own that sweeps in small batches and asks before each commit whether it may live on."""

import sys

from app import create_app
from drones.flights import service
from drones.flights.service import sweep
from portal.kit.clock import now
from portal.kit.settings import from_environment

BATCH = 3


def main():
    """Say "written" when a batch is written and not committed; go on with every line that is read."""
    sweep.BATCH, real = BATCH, sweep.suspend_all

    def ask(found, *, now):
        count = real(found, now=now)
        print("written", flush=True)
        sys.stdin.readline()
        return count

    sweep.suspend_all = ask
    with create_app(from_environment(), TESTING=True).app_context():
        while service.carry_on(now()).weighed:
            pass


if __name__ == "__main__":
    main()
