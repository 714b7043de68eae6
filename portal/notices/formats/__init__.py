"""A notice as bytes for each channel: an Internet message, a short message, a signed webhook."""

from portal.notices.formats.mails import to_email
from portal.notices.formats.short import LONGEST_SMS, fitting, gsm7, septets, sms_file, sms_request
from portal.notices.formats.standard_webhooks import is_genuine, is_secret, new_secret, signature, to_webhook

__all__ = [
    "LONGEST_SMS",
    "fitting",
    "gsm7",
    "is_genuine",
    "is_secret",
    "new_secret",
    "septets",
    "signature",
    "sms_file",
    "sms_request",
    "to_email",
    "to_webhook",
]
