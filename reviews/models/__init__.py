from reviews.models.absence import Absence
from reviews.models.approval import Approval
from reviews.models.comment import Comment
from reviews.models.decision import Decision
from reviews.models.review import Review
from reviews.models.saved_view import SavedView

__all__ = ["Absence", "Approval", "Comment", "Decision", "Review", "SavedView"]
