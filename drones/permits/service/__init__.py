"""What can be done with permits; the one door for other rooms and the faces.

Keyword-only throughout. A permit knows its flight by the text of the flight's id alone.
"""

from drones.permits.service.day import Line, today
from drones.permits.service.doubts import connect
from drones.permits.service.issuing import issue, reinstate, revoke, suspend, suspend_all
from drones.permits.service.keys import create_key, key_alert, keys, retire_key
from drones.permits.service.offline import offline_words
from drones.permits.service.proving import proof
from drones.permits.service.sheets import page_context, pdf, qr_svg, shown
from drones.permits.service.verifying import by_id, of_flight, revocations, verify

__all__ = [
    "Line",
    "by_id",
    "connect",
    "create_key",
    "issue",
    "key_alert",
    "keys",
    "of_flight",
    "offline_words",
    "page_context",
    "pdf",
    "proof",
    "qr_svg",
    "reinstate",
    "retire_key",
    "revocations",
    "revoke",
    "shown",
    "suspend",
    "suspend_all",
    "today",
    "verify",
]
