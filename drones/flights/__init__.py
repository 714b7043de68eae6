"""Flight plans: formats, assessment, life cycle, conflicts."""
