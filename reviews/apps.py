from django.apps import AppConfig
from django.db.models.signals import post_save


class ReviewsConfig(AppConfig):
    name = "reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reviews import telling
        from reviews.learning import follow as learn
        from reviews.models import Comment
        from reviews.opening import follow
        from workflows.models.event import events_recorded

        events_recorded.connect(follow, dispatch_uid="reviews")
        events_recorded.connect(telling.follow, dispatch_uid="letters")
        post_save.connect(telling.commented, sender=Comment, dispatch_uid="comments")
        events_recorded.connect(learn, dispatch_uid="learning")
