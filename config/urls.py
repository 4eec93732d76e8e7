"""The site's addresses; each app keeps its own list."""

from django.contrib import admin
from django.urls import include, path, re_path

from config import health
from config.media import media

# Said by name: nothing here imports an app.
handler404 = "campaigns.views.gone.not_found"

urlpatterns = [
    path("", include("branding.urls")),
    path("", include("comments.urls")),
    path("", include("campaigns.urls")),
    path("", include("petitions.urls")),
    path("", include("donations.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("inbox/", include("mailroom.urls")),
    # Before the admin's own, whose sign-in it takes the place of.
    path("admin/", include("accounts.staff.urls")),
    path("admin/story-pictures/", include("campaigns.body.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    # Staff's pictures only. A proxy may serve the folder itself and spare us the work.
    re_path(r"^media/(?P<path>.*)$", media),
]
