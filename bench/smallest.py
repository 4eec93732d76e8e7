"""The floor: the smallest Django views that do the same kind of work.

One gives back a string as long as our petition page; one inserts a row by raw SQL and
redirects. No middleware, no forms, no templates: what Django and the server cost alone.
"""

import itertools
import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

PAGE_BYTES = int(os.environ.get("BENCH_PAGE_BYTES", "20000"))
_page = b"x" * PAGE_BYTES
_number = itertools.count()


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_page)


def insert(request: HttpRequest) -> HttpResponse:
    row = (os.getpid(), next(_number), request.POST.get("email", ""))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_floor (process, number, email) VALUES (%s, %s, %s)"
            " ON CONFLICT DO NOTHING RETURNING id",
            row,
        )
        cursor.fetchone()
    return HttpResponseRedirect("/done/")


urlpatterns = [path("page/", page), path("insert/", insert)]


# What `insert` fills: a serial key and one unique index.
TABLE = (
    "CREATE TABLE bench_floor (id bigserial PRIMARY KEY, process int,"
    " number bigint, email text, UNIQUE (process, number))"
)


def wsgi() -> object:
    """The floor as a site of its own, on the database of DATABASE_URL."""
    import environ

    database = environ.Env().db_url("DATABASE_URL")
    settings.configure(
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="of the bench",  # noqa: S106 (a throw-away site)
        ROOT_URLCONF="bench.smallest",
        DATABASES={"default": database | {"CONN_MAX_AGE": None}},
        MIDDLEWARE=[],
        USE_TZ=True,
    )
    django.setup(set_prefix=False)
    return get_wsgi_application()


if os.environ.get("BENCH_FLOOR"):
    application = wsgi()
