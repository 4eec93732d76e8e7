"""The people of the site; each subject has a module of its own."""

from accounts.models.attempts import Attempts
from accounts.models.changes import AddressChange, Leaving, Merger
from accounts.models.desk import DeskSession, EnrolmentLink, RoleGrant
from accounts.models.pending import PendingAction
from accounts.models.people import User, UserManager
from accounts.models.readers import Profile

__all__ = [
    "AddressChange",
    "Attempts",
    "DeskSession",
    "EnrolmentLink",
    "Leaving",
    "Merger",
    "PendingAction",
    "Profile",
    "RoleGrant",
    "User",
    "UserManager",
]
