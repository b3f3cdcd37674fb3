from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from reviews.learning import follow as learn
        from reviews.opening import follow
        from workflows.models.event import events_recorded

        events_recorded.connect(follow, dispatch_uid="reviews")
        events_recorded.connect(learn, dispatch_uid="learning")
