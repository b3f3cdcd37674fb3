"""The portal's addresses, under /portal/."""

from django.urls import path

from reviews.views import (
    around,
    away,
    batch,
    clients,
    comments,
    context,
    decision,
    inbox,
    library,
    requests,
    review,
    runs,
    saved_views,
)

app_name = "portal"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("decided/", inbox.decided, name="decided"),
    path("approval/", batch.approval, name="approval"),
    path("views/", saved_views.save, name="views"),
    path("views/<int:pk>/removal/", saved_views.remove, name="view_removal"),
    path("away/", away.away, name="away"),
    path("away/<int:pk>/return/", away.back, name="back"),
    path("reviews/<uuid:pk>/", review.review, name="review"),
    path("reviews/<uuid:pk>/desk/", review.desk, name="desk"),
    path("reviews/<uuid:pk>/decision/", decision.decision, name="decision"),
    path("reviews/<uuid:pk>/claim/", around.claim, name="claim"),
    path("reviews/<uuid:pk>/comments/", comments.comments, name="comments"),
    path("reviews/<uuid:pk>/use/", context.use, name="use"),
    path("client/", clients.choose, name="client"),
    path("request/", requests.requests, name="requests"),
    path("request/<int:pk>/", requests.new, name="request"),
    path("runs/", runs.runs, name="runs"),
    path("runs/<uuid:pk>/", runs.run, name="run"),
    path("library/", library.library, name="library"),
    path("library/<uuid:pk>/", library.piece, name="piece"),
    path("library/<uuid:pk>/file.<slug:kind>", library.piece_file, name="piece_file"),
]
