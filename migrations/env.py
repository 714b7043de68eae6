"""Migrations for SpatiaLite and PostGIS alike."""

from __future__ import annotations

from alembic import context
from flask import current_app
from geoalchemy2 import alembic_helpers
from sqlalchemy import text

from portal.kit.database import UtcDateTime, begin_writing, end_writing

engine = current_app.extensions["migrate"].db.engine
metadata = current_app.extensions["migrate"].db.metadata


def include_object(thing, name, kind, reflected, compare_to):
    """Leave alone what the databases made for themselves: reflected tables that have no model."""
    if kind == "table" and reflected and compare_to is None and name != "alembic_version":
        return False
    if kind == "index" and reflected and name.startswith("idx_"):
        return False
    return alembic_helpers.include_object(thing, name, kind, reflected, compare_to)


def render_item(kind, thing, autogen_context):
    """Write our own types by name."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        autogen_context.imports.add("from portal.kit.database import UtcDateTime")
        return "UtcDateTime()"
    return alembic_helpers.render_item(kind, thing, autogen_context)


def run() -> None:
    """Run in one transaction, as a writer."""
    begin_writing()
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("CREATE EXTENSION IF NOT EXISTS postgis"))
                connection.commit()
            context.configure(
                connection=connection,
                target_metadata=metadata,
                include_object=include_object,
                process_revision_directives=alembic_helpers.writer,
                render_item=render_item,
                **current_app.extensions["migrate"].configure_args,
            )
            with context.begin_transaction():
                context.run_migrations()
            connection.commit()
    finally:
        end_writing()


run()
