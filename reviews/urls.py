"""The portal's addresses, under /portal/."""

from django.urls import path

from reviews.views import (
    clients,
    comments,
    context,
    decision,
    drafts,
    guest_links,
    guests,
    inbox,
    library,
    logo,
    mail,
    numbers,
    people,
    requests,
    review,
    runs,
)

app_name = "portal"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("decided/", inbox.decided, name="decided"),
    path("reviews/<uuid:pk>/", review.review, name="review"),
    path("reviews/<uuid:pk>/desk/", review.desk, name="desk"),
    path("reviews/<uuid:pk>/decision/", decision.decision, name="decision"),
    path("reviews/<uuid:pk>/comments/", comments.comments, name="comments"),
    path("reviews/<uuid:pk>/use/", context.use, name="use"),
    path("reviews/<uuid:pk>/guests/", guest_links.links, name="guests"),
    path("reviews/<uuid:pk>/guests/<uuid:guest>/", guest_links.link, name="guest_of"),
    path("guest/link/<slug:token>/", guests.follow, name="guest_link"),
    path("guest/<uuid:pk>/", guests.page, name="guest"),
    path("guest/<uuid:pk>/opened/", guests.opened, name="guest_opened"),
    path("guest/<uuid:pk>/decision/", guests.decision, name="guest_decision"),
    path("guest/<uuid:pk>/code/", guests.code, name="guest_code"),
    path("guest/<uuid:pk>/comments/", guests.comment, name="guest_comments"),
    path("logo/<int:client>/<slug:digest>/", logo.logo, name="logo"),
    path("numbers/", numbers.numbers, name="numbers"),
    path("people/", people.people, name="people"),
    path("mail/", mail.letters, name="letters"),
    path("mail/stop/", mail.stop, name="stop"),
    path("client/", clients.choose, name="client"),
    path("request/", requests.requests, name="requests"),
    path("request/<int:pk>/", requests.new, name="request"),
    path("request/<int:pk>/draft/", drafts.keep, name="draft"),
    path("drafts/<uuid:pk>/", drafts.discard, name="discard"),
    path("runs/", runs.runs, name="runs"),
    path("runs/<uuid:pk>/", runs.run, name="run"),
    path("library/", library.library, name="library"),
    path("library/<uuid:pk>/", library.piece, name="piece"),
    path("library/<uuid:pk>/file.<slug:kind>", library.piece_file, name="piece_file"),
]
