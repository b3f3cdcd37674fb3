from reviews.models.comment import Comment
from reviews.models.decision import Decision
from reviews.models.review import Review

__all__ = ["Comment", "Decision", "Review"]
