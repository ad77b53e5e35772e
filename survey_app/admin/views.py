"""Pages of administrators, one module for each subject."""

from survey_app.admin import campaign, downloads, questionnaire, trying, versions
from survey_app.admin.blueprint import bp

__all__ = ["bp", "campaign", "downloads", "questionnaire", "trying", "versions"]
