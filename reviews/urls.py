"""The portal's addresses, under /portal/."""

from django.urls import path

from reviews.views import clients, comments, context, decision, drafts, inbox, library, requests, review, runs

app_name = "portal"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("decided/", inbox.decided, name="decided"),
    path("reviews/<uuid:pk>/", review.review, name="review"),
    path("reviews/<uuid:pk>/desk/", review.desk, name="desk"),
    path("reviews/<uuid:pk>/draft/", drafts.draft, name="draft"),
    path("reviews/<uuid:pk>/merge/", drafts.merge, name="merge"),
    path("reviews/<uuid:pk>/changes/", review.changes, name="changes"),
    path("reviews/<uuid:pk>/decision/", decision.decision, name="decision"),
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
