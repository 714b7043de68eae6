"""Hands the ledger's listeners to the application."""

from portal.audit.service import install

__all__ = ["install"]
