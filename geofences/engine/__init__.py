"""The pure geofence engine: 4D volumes against geographical zones and other flights."""
