"""Where, how high, when: the geofence engine and the register of geographical zones."""
