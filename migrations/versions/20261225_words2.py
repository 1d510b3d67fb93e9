"""登录限制: counted by the account's number, no longer by what was typed at the door"""

import sqlalchemy as sa
from alembic import op

revision = "20261225_words2"
down_revision = "20261224_growing"
branch_labels = None
depends_on = None

throttles = sa.table("throttles", sa.column("key", sa.String))
users = sa.table("users", sa.column("id", sa.Integer), sa.column("login", sa.String))


def upgrade() -> None:
    """A running lock of an account stays with it; what is no login may have been a password: its row keeps a number only."""
    numbers = {login: number for number, login in op.get_bind().execute(sa.select(users.c.id, users.c.login))}
    for place, old in enumerate(_beginning("user:")):
        login = old.removeprefix("user:")
        _rename(old, f"account:{numbers[login]}" if login in numbers else f"unknown:old-{place}")


def downgrade() -> None:
    logins = {
        f"account:{number}": login for number, login in op.get_bind().execute(sa.select(users.c.id, users.c.login))
    }
    for old in _beginning("account:"):
        _rename(old, f"user:{logins.get(old, old)}")


def _beginning(words: str) -> list[str]:
    found = sa.select(throttles.c.key).where(throttles.c.key.startswith(words)).order_by(throttles.c.key)
    return list(op.get_bind().scalars(found))


def _rename(old: str, new: str) -> None:
    op.execute(sa.update(throttles).where(throttles.c.key == old).values(key=new))
