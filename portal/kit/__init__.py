"""Settings, database, clock, locks, events, problems, languages, permissions: the furniture of the building."""
