"""All tables, by concern."""

from survey_app.models.audit import AuditEntry
from survey_app.models.base import Base, new_id
from survey_app.models.campaign import (
    AssessedFile,
    Campaign,
    CampaignFile,
    Closing,
    QuestionnaireVersion,
    RespondentGroup,
)
from survey_app.models.fieldwork import Assignment, Conflict, Contact, Response, Review
from survey_app.models.officials import AccessCode, Ballot
from survey_app.models.paper import PaperEntry, PaperForm
from survey_app.models.people import Device, Membership, Role, SignInCard, User
from survey_app.models.public_draw import CeremonyRecord, CeremonyShare, DeskSize
from survey_app.models.questionnaires import BroughtVersion, Recode
from survey_app.models.sample import (
    CellChange,
    DrawRecord,
    Identity,
    Name,
    PostOffice,
    QuotaCell,
    Unit,
)

__all__ = [
    "AccessCode",
    "AssessedFile",
    "Assignment",
    "AuditEntry",
    "Ballot",
    "Base",
    "BroughtVersion",
    "Campaign",
    "CampaignFile",
    "CellChange",
    "CeremonyRecord",
    "CeremonyShare",
    "Closing",
    "Conflict",
    "Contact",
    "DeskSize",
    "Device",
    "DrawRecord",
    "Identity",
    "Membership",
    "Name",
    "PaperEntry",
    "PaperForm",
    "PostOffice",
    "QuestionnaireVersion",
    "QuotaCell",
    "Recode",
    "RespondentGroup",
    "Response",
    "Review",
    "Role",
    "SignInCard",
    "Unit",
    "User",
    "new_id",
]
