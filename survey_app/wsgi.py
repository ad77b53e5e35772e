"""What an application server loads: the app with the settings of the environment."""

from __future__ import annotations

from flask import Flask

from survey_app import create_app
from survey_app.config import from_environment

__all__ = ["application"]


def application() -> Flask:
    """The app; the server calls this once in each worker."""
    return create_app(from_environment())
