"""Pages of the sample before and around its draw: the plan, the public draw."""

from flask import Blueprint

__all__ = ["bp"]

bp = Blueprint("draws", __name__, url_prefix="/c/<slug>")
