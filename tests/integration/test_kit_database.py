"""The database furniture behaves the same on SpatiaLite and PostGIS."""
from portal.kit.database import db
import sqlalchemy as sa

def test_speaks_spatially(app):
    name = db.engine.dialect.name
    q = "select spatialite_version()" if name=="sqlite" else "select postgis_version()"
    assert db.session.execute(sa.text(q)).scalar()
