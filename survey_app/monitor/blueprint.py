"""The blueprint of those who watch: its modules add pages to it by subject."""

from flask import Blueprint

__all__ = ["bp"]

bp = Blueprint("monitor", __name__, url_prefix="/c/<slug>/monitor")
