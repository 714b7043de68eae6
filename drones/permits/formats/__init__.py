"""Codecs of permits: bytes in, values out."""
