"""Pages of planning and of the public draw, one module for each subject."""

from survey_app.draws import ceremony, plan, public
from survey_app.draws.blueprint import bp

__all__ = ["bp", "ceremony", "plan", "public"]
