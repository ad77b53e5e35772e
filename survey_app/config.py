"""Settings, read from the environment once; a dangerous one stops the start with its remedy."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

__all__ = ["BadSetting", "Settings", "from_environment"]


class BadSetting(ValueError):  # noqa: N818 - says what is wrong with a setting
    """A setting the app refuses to start with; the text says how to mend it."""


@dataclass(frozen=True)
class Settings:
    """Everything the app needs to know from outside.

    database: SQLAlchemy URL; data: folder for frozen figures; secret: signs sessions and tickets;
    secure_cookies: False only where the site is served over plain HTTP on this machine.
    """

    database: str
    data: Path
    secret: str
    secure_cookies: bool = False

    def __post_init__(self) -> None:
        if len(self.secret) < 32:
            raise BadSetting(
                "PAR_SECRET is shorter than 32 characters: anyone could guess it. "
                'Make one with: python3 -c "import secrets; print(secrets.token_hex(32))"'
            )
        if not self.database.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:")):
            raise BadSetting(
                f"PAR_DATABASE starts with {self.database.split(':')[0]!r}; "
                "use sqlite:///PATH or postgresql://USER@HOST/NAME"
            )


def from_environment(root: Path | None = None) -> Settings:
    """Settings from PAR_DATABASE, PAR_DATA, PAR_SECRET; by default SQLite in ./instance.

    The default secret is made once and kept beside the database, readable by its owner only.
    """
    data = Path(os.environ.get("PAR_DATA", (root or Path.cwd()) / "instance")).resolve()
    data.mkdir(parents=True, exist_ok=True)
    return Settings(
        database=os.environ.get("PAR_DATABASE", f"sqlite:///{data / 'survey.db'}"),
        data=data,
        secret=os.environ.get("PAR_SECRET") or _kept_secret(data / "secret"),
        secure_cookies=os.environ.get("PAR_SECURE_COOKIES", "") == "1",
    )


def _kept_secret(path: Path) -> str:
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text()
