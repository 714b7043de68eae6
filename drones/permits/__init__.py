"""Signed permits: signs values, knows no flight."""
