"""The door's own addresses, and allauth's, which all end there."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from accounts.door import views

app_name = "door"


def ends_at(name: str) -> views.View:
    """An older address of a page: it takes posts, and sends who opens it on."""
    page = getattr(views, name)

    def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            return page(request)  # type: ignore[no-any-return]
        query = request.META.get("QUERY_STRING", "")
        url = reverse(f"door:{name}")
        return redirect(f"{url}?{query}" if query else url)

    return view


def new_by_code(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """A forgotten password: a code lets its reader in, who then chooses another."""
    return redirect(f"{reverse('door:door')}?next={reverse('door:new_password')}")


urlpatterns = [
    path("", views.door, name="door"),
    path("code/", views.code, name="code"),
    path("code/again/", views.send_again, name="send_again"),
    path("password/", views.password, name="password"),
    path("password/new/", views.new_password, name="new_password"),
    path("login/", ends_at("door")),
    path("signup/", ends_at("door")),
    path("login/code/", ends_at("door")),
    path("login/code/confirm/", ends_at("code")),
    path("password/reset/", new_by_code),
    path("password/reset/done/", new_by_code),
    path("password/reset/complete/", new_by_code),
    path("password/reset/key/<str:key>/", new_by_code),
    path("password/reset/key/done/", new_by_code),
]
