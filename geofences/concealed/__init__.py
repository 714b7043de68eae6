"""Concealed zones: their own tables, register number and pages; only the liaison desk may import them."""
