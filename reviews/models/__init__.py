from reviews.models.absence import Absence
from reviews.models.approval import Approval
from reviews.models.brief_draft import BriefDraft
from reviews.models.comment import Comment
from reviews.models.confirmation import Confirmation
from reviews.models.decision import Decision
from reviews.models.guest import Guest
from reviews.models.letter import Letter
from reviews.models.logo import Logo
from reviews.models.mention import Mention
from reviews.models.review import Review
from reviews.models.saved_view import SavedView
from reviews.models.sitting import Sitting
from reviews.models.study import Study
from reviews.models.wishes import Wishes

__all__ = [
    "Absence",
    "Approval",
    "BriefDraft",
    "Comment",
    "Confirmation",
    "Decision",
    "Guest",
    "Letter",
    "Logo",
    "Mention",
    "Review",
    "SavedView",
    "Sitting",
    "Study",
    "Wishes",
]
