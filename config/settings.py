"""Every setting, read top to bottom; production values come from the environment.

With nothing set, Clarion runs on a laptop: SQLite, letters kept in a folder, a secret
made on first start. Each variable is listed in `.env.example` and
`docs/self-hosting.md`.
"""

import tempfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF

from config import brokers, doors, release, schedule, secret
from config.doors import *  # noqa: F403 (the settings of accounts)

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Where things are kept

DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
MAIL_DIR = DATA_DIR / "mail"
STATIC_ROOT = DATA_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]

# Who we are

VERSION = release.version(BASE_DIR / "CHANGELOG.md")
DEMO = env.bool("DEMO", default=False)
DEBUG = False
HOST = env("HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
SITE_URL = env("SITE_URL", default=f"http://{HOST}:{PORT}").rstrip("/")
SOURCE_LANGUAGE = "en-gb"
LANGUAGE_ASKED = env("LANGUAGE_CODE", default=SOURCE_LANGUAGE).strip().lower()
_demo_name = "ميريديان" if LANGUAGE_ASKED == "ar" else "The Meridian"
NEWSROOM_NAME = env("NEWSROOM_NAME", default=_demo_name if DEMO else "Clarion")
BRAND = env("BRAND", default="")
PRIVACY_CONTACT = env("PRIVACY_CONTACT", default="")
ACCESSIBILITY_CONTACT = env("ACCESSIBILITY_CONTACT", default=PRIVACY_CONTACT)
HOME_COUNTRY = env("HOME_COUNTRY", default="GB")

# Secrets and the door

SECRET_KEY = env("SECRET_KEY", default="") or secret.kept_in(DATA_DIR / "secret-key")
_site = urlsplit(SITE_URL)
ALLOWED_HOSTS = [
    *dict.fromkeys([_site.hostname or "", "localhost", "127.0.0.1", "[::1]", HOST]),
    *env.list("ALLOWED_HOSTS", default=[]),
]
IS_HTTPS = _site.scheme == "https"
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = IS_HTTPS and TRUSTED_PROXY_COUNT > 0
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=IS_HTTPS)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=IS_HTTPS)
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *doors.SOCIAL_ORIGINS],
        "frame-ancestors": [NONE],
    }
}

# Hostile input is refused early: a form is far smaller than these (ASVS 5, W9 in
# docs/adr/0004).
PUBLIC_BODY_LIMIT_BYTES = 64 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
PUBLIC_FORM_FIELD_LIMIT = 50
STAFF_PATHS = ("/admin/",)
# Where programs post JSON, and prove by a signature who they are.
SIGNED_JSON_PATHS = ("/donations/stripe/",)
# Web processes and the threads of each, as the server is started with. Each thread
# holds one connection to the database at most: that is the whole pool.
WEB_WORKERS = env.int("WEB_WORKERS", default=2)
WEB_THREADS = env.int("WEB_THREADS", default=4)

# The parts

INSTALLED_APPS = [
    "comments",
    "donations",
    "petitions",
    "campaigns",
    "webhooks",
    "branding",
    "mailroom",
    "accounts",
    "config",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.forms",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    *doors.SOCIAL_APPS,
    "csp",
    "django_countries",
    # For its files alone: the parts of the editor of stories.
    "django_prose_editor",
]
MIDDLEWARE = [
    "config.page_memory.answer_from_memory",
    "config.short_way.take_the_short_way",
    "config.guards.refuse_bad_requests",
    "config.shedding.answer_busy_when_the_database_is_away",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.policy.UsualPolicy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.shedding.turn_away_what_would_hang",
    "config.guards.remember_client_address",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.staff.guarding.guard_the_desk",
]
# What a request on the short way passes of these, and who has a say in the headers of
# its answer.
SHORT_WAY = [
    "config.guards.refuse_bad_requests",
    "config.shedding.turn_away_what_would_hang",
    "config.guards.remember_client_address",
]
USUAL_HEADERS = [
    "django.middleware.security.SecurityMiddleware",
    "config.policy.UsualPolicy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Data

DATABASES = {
    "default": env.db_url(
        "DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'clarion.sqlite3'}"
    )
}
# No request waits longer for a statement. A migration of a large table may need 0,
# which means no limit.
DATABASE_TIMEOUT_SECONDS = env.int("DATABASE_TIMEOUT_SECONDS", default=5)
_database = DATABASES["default"]
_database["CONN_MAX_AGE"] = None
_database["CONN_HEALTH_CHECKS"] = True
if _database["ENGINE"].endswith("sqlite3"):
    # Readers never wait for the writer, and writers queue up instead of failing:
    # 0 of 600 transactions "locked" against 40 with the defaults (docs/adr/0002).
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "PRAGMA busy_timeout=10000; PRAGMA foreign_keys=ON;"
        ),
    }
    _database["TEST"] = {
        "NAME": str(Path(tempfile.gettempdir()) / f"clarion-test-{secret.short()}.db")
    }
else:
    _database.setdefault("OPTIONS", {}).update(
        connect_timeout=3,
        # A server that vanished without a word is noticed within this, in ms.
        tcp_user_timeout=10_000,
        # The statements of `config.connections.fetch_one` are planned once for each
        # connection, whatever their values; Django's own are never prepared.
        prepare_threshold=0,
        options=(
            "-c plan_cache_mode=force_generic_plan"
            f" -c statement_timeout={DATABASE_TIMEOUT_SECONDS * 1000}"
            " -c lock_timeout=2000 -c idle_in_transaction_session_timeout=5000"
        ),
    )

# Broker and cache: losing either costs seconds, never data

REDIS_URL = env("REDIS_URL", default="")
CACHES = brokers.caches(REDIS_URL, env("CACHE_URL", default=""))
CELERY_BROKER_URL = brokers.broker_url(REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = brokers.transport_options(REDIS_URL, DATA_DIR)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
# Letters and webhooks have a queue each and, in bin/run, a worker of their own: a slow
# mail server, or somebody else's slow server, must not hold up the count. A worker
# started without -Q serves all.
CELERY_TASK_QUEUES: dict[str, dict[str, str]] = {
    "celery": {},
    "letters": {},
    "webhooks": {},
}
CELERY_TASK_ROUTES = {
    "mailroom.tasks.send_letters": {"queue": "letters"},
    "webhooks.tasks.send_webhooks": {"queue": "webhooks"},
}
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
# A spreadsheet of millions of rows takes minutes: one of the worker's processes makes
# it, one spreadsheet at a time, and the others go on counting.
LONGEST_EXPORT_SECONDS = 3600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = schedule.RINGS

# Letters

EMAIL_BACKEND = "mailroom.backend.OutboxBackend"
EMAIL_URL = env("EMAIL_URL", default="")
MAIL_TRANSPORT = env.email_url_config(EMAIL_URL) if EMAIL_URL else {}
# With no EMAIL_URL the demo keeps letters in DATA_DIR/mail; elsewhere they wait.
MAIL_TRANSPORT_BACKEND = MAIL_TRANSPORT.get(
    "EMAIL_BACKEND",
    "django.core.mail.backends.dummy.EmailBackend"
    if DEMO
    else "mailroom.backend.NoServer",
)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env(
    "DEFAULT_FROM_EMAIL",
    default=f"{NEWSROOM_NAME} <campaigns@{_site.hostname or 'localhost'}>",
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Signing. The limits are a first set; each is per network and petition.

SIGNING_BURST_LIMIT = env.int("SIGNING_BURST_LIMIT", default=30)
SIGNING_BURST_SECONDS = 60
SIGNING_SUSTAINED_LIMIT = env.int("SIGNING_SUSTAINED_LIMIT", default=300)
SIGNING_SUSTAINED_SECONDS = 3600
# A loopback address says nothing about a reader: it is this machine, or a proxy that
# nobody declared with TRUSTED_PROXY_COUNT. Holding it would hold everybody.
SIGNING_UNLIMITED_NETWORKS = env.list(
    "SIGNING_UNLIMITED_NETWORKS", default=["127.0.0.0/8", "::1/128"]
)
UNCONFIRMED_KEPT_DAYS = env.int("UNCONFIRMED_KEPT_DAYS", default=7)
# How long after a petition's end its names are kept (petitions.anonymising).
ENDED_KEPT_DAYS = env.int("ENDED_KEPT_DAYS", default=365)
CONFIRM_GRACE_HOURS = 24

# The forum. What its author deleted stays for moderators so long.

DELETED_COMMENTS_KEPT_DAYS = env.int("DELETED_COMMENTS_KEPT_DAYS", default=30)
# A program that looks at comments once they are stored (comments/outside.py).
FORUM_CHECKER_URL = env("FORUM_CHECKER_URL", default="")
FORUM_CHECKER_SECRET = env("FORUM_CHECKER_SECRET", default="")

# What readers were told is kept so long; letters that gather it leave at this hour.
NOTICES_KEPT_DAYS = env.int("NOTICES_KEPT_DAYS", default=90)
DIGEST_HOUR = min(max(env.int("DIGEST_HOUR", default=7), 0), 23)

# Stories. Hosts beside YouTube and Vimeo whose pages may stand inside a story, once
# a reader presses for it.

EMBED_HOSTS = [host.lower() for host in env.list("EMBED_HOSTS", default=[])]

# Searches of one network: so many within so many seconds.

SEARCH_LIMITS = [(30, 60), (600, 3600)]

# Webhooks

# Networks of the newsroom's own that they may lead to; all that is not on the open
# internet is refused otherwise (webhooks/destinations.py).
WEBHOOK_ALLOWED_NETWORKS = env.list("WEBHOOK_ALLOWED_NETWORKS", default=[])

# Giving. How long after the accounting period of a gift its donor's name is kept: the
# law on accounts says how long that must be (docs/privacy.md).

DONORS_KEPT_YEARS = env.int("DONORS_KEPT_YEARS", default=6)

# Which other sites a reader may be led to, each with all below it.

FUNDRAISER_HOSTS = env.list(
    "FUNDRAISER_HOSTS",
    default=[
        *("crowdfunder.co.uk", "dec.org.uk", "givestar.io", "gofundme.com"),
        *("justgiving.com", "redcross.org.uk", "savethechildren.org.uk"),
    ],
)

# The own checkout. Without keys it is not offered; the demo has a stand-in of Stripe
# (donations/standin).

STRIPE_SECRET_KEY = env("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRET = env("STRIPE_WEBHOOK_SECRET", default="")
STRIPE_STANDIN = DEMO and not STRIPE_SECRET_KEY
# What a card costs, as a share of what is charged and a fixed sum in minor units; what
# a donor is asked who adds the fee. Stripe's price for cards of its home country.
CARD_FEE_PERCENT = Decimal(env("CARD_FEE_PERCENT", default="1.5"))
CARD_FEE_FIXED_MINOR = env.int("CARD_FEE_FIXED_MINOR", default=20)

# Words and times

# One site speaks one language: its pages are the same bytes for every reader
# (docs/adr/0042). What is not in `locale/` is in the words of the source.
LANGUAGES = [(SOURCE_LANGUAGE, "English"), ("ar", "العربية")]
# Django cannot even say what is wrong in a language that it does not know.
_is_known = LANGUAGE_ASKED in dict(LANGUAGES)
LANGUAGE_CODE = LANGUAGE_ASKED if _is_known else SOURCE_LANGUAGE
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", default="Europe/London")
USE_THOUSAND_SEPARATOR = True

# Static files

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.staticfiles.ModuleManifestStorage"},
}
WHITENOISE_MAX_AGE = 3600

# What is written down about a running site: events and ids, never people

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"scrub": {"()": "config.logs.ScrubPersonalData"}},
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["scrub"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django adds its own handlers, which would skip the filter.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # One line per heartbeat or request is noise; warnings still come through.
        "stripe": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "celery.apps.worker": {"level": "WARNING"},
        "celery.worker.consumer": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}

# A test may stop a process at a named line (config/failpoints.py); never in earnest.
FAILPOINTS = DEMO and env.bool("CLARION_FAILPOINTS", default=False)
SILENCED_SYSTEM_CHECKS: list[str] = []
