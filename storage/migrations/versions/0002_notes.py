"""What the platforms' adapters note for themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "notes",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("platform", "key", "value")),
        sa.PrimaryKeyConstraint("platform", "key", name="notes_key"),
        sqlite_with_rowid=False,
    )
