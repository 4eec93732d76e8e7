"""The site's addresses; each app keeps its own list."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.static import serve

from config import health

urlpatterns = [
    path("", include("campaigns.urls")),
    path("", include("petitions.urls")),
    path("accounts/", include("allauth.urls")),
    path("inbox/", include("mailroom.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    # Staff's pictures only. A proxy may serve the folder itself and spare us the work.
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
]
