"""Who acts: a person with the roles held in one campaign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampling.ceremony import institution_key
from survey_app.errors import NotFound
from survey_app.models import Campaign, Membership, Role, User

__all__ = ["Actor", "CampaignId", "UserId", "actor_in", "campaign_by_slug", "same_institution"]

CampaignId = NewType("CampaignId", str)
UserId = NewType("UserId", str)


@dataclass(frozen=True)
class Actor:
    """A person acting in a campaign; roles are pairs of role and scope ('' = whole city).

    via: how, where it is not a page: the log tells an act in somebody's name from their own.
    """

    id: UserId
    name: str
    institution: str
    campaign: CampaignId
    roles: frozenset[tuple[Role, str]]
    via: str = ""

    def has(self, *roles: Role) -> bool:
        """Whether any of the roles is held, for whatever scope."""
        return any(role in roles for role, _ in self.roles)

    def scopes(self, role: Role) -> frozenset[str]:
        """The scopes for which the role is held."""
        return frozenset(scope for held, scope in self.roles if held is role)


def same_institution(one: str, other: str) -> bool:
    """Whether two names are of one institution: case, spaces and composed marks do not matter."""
    return institution_key(one) == institution_key(other)


def campaign_by_slug(db: Session, slug: str) -> Campaign:
    """The campaign of that name in addresses; raises NotFound."""
    campaign = db.scalar(select(Campaign).where(Campaign.slug == slug))
    if campaign is None:
        raise NotFound
    return campaign


def actor_in(db: Session, user: str, campaign: str) -> Actor:
    """The person with the roles held there (perhaps none); raises NotFound for nobody."""
    person = db.get(User, user)
    if person is None or person.disabled_at is not None:
        raise NotFound
    held = db.execute(
        select(Membership.role, Membership.scope).where(
            Membership.user_id == user, Membership.campaign_id == campaign
        )
    )
    return Actor(
        UserId(person.id),
        person.name,
        person.institution,
        CampaignId(campaign),
        frozenset((Role(role), scope) for role, scope in held),
    )
