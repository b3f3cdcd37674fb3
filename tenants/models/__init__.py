from tenants.models.agency import Agency
from tenants.models.client import Client
from tenants.models.group import AgencyGroup, AgencyGroupMember, Group, GroupMember
from tenants.models.key import ApiKey
from tenants.models.member import Member
from tenants.models.user import User

__all__ = [
    "Agency",
    "AgencyGroup",
    "AgencyGroupMember",
    "ApiKey",
    "Client",
    "Group",
    "GroupMember",
    "Member",
    "User",
]
