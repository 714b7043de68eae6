"""A worker process that the tests kill: delivers notices until it is ended.

``python -m tests.integration.notices.deliverer DATABASE_URL VAR SMTP SMS PERSON_URLS``
"""

from __future__ import annotations

import os
import sys
import threading

from app import create_app
from portal.kit import worker
from portal.kit.settings import from_environment
from portal.notices import service
from portal.notices.model import Address


def main() -> None:
    """Deliver for good; the address of everybody is made of their id."""
    app = create_app(from_environment(dict(os.environ)), TESTING=True)
    service.connect(app, lambda person: Address(email=f"{person}@kayes.example", phone="+22370", locale="fr"))
    with app.app_context():
        print("ready", flush=True)
        worker.run_apart(dict(service.tasks()), threading.Event())


if __name__ == "__main__":
    sys.exit(main())
