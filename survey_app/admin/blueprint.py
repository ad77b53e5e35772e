"""The blueprint of administrators: its modules add pages to it by subject."""

from flask import Blueprint

__all__ = ["bp"]

bp = Blueprint("admin", __name__, url_prefix="/c/<slug>/admin")
