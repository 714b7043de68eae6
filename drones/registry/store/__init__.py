"""The registry's only queries; rows become values here."""
