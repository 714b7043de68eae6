"""The furniture of the building: settings, database, clock, locks, events, problems, languages."""
