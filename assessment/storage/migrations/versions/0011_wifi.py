"""The Wi-Fi of a workshop's room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    for name in ("wifi_name", "wifi_password"):
        op.add_column("workshops", sa.Column(name, sa.Text))
