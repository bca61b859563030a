"""What Alembic runs to bring a database up to date, on the connection that ``storage.migrating`` gives it.

Everything happens in the transaction that is already open. SQLite undoes changes to the schema like any other once a
transaction is begun by hand, which ``storage.engine`` does, so an interrupted step leaves nothing half done.
"""

from alembic import context

from storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
