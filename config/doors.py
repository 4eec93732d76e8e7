"""Settings of the doors: who people are, how they come in, and what guards them.

A part of `config.settings`, which takes all of it in.
"""

import environ

from config import social_doors

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "accounts.recognising.Readers",
    # For sessions that began before the one above was there.
    "allauth.account.auth_backends.AuthenticationBackend",
]
SESSION_ENGINE = "accounts.recognising"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_PREVENT_ENUMERATION = True
# What is left of allauth's own pages keeps allauth's own limits.
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
CSRF_FAILURE_VIEW = "accounts.stale.offer_again"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# How often somebody may knock, as (times, seconds); accounts/limits.py counts, and
# docs/operations.md says it in words. A network is one line: IPv4 /32, IPv6 /64.
# A mailbox's letters are counted for each network first, so that whoever knocks in
# somebody else's name from there takes nothing from them; and a browser that came in
# before has a share of its own.
DOOR_LIMITS = {
    "letters to a mailbox, for one network": [(5, 600), (12, 86400)],
    "letters to a mailbox, for a known browser": [(5, 600), (30, 86400)],
    "letters to a mailbox": [(20, 3600), (60, 86400)],
    "letters for a network": [(200, 60), (2000, 3600)],
    "letters for everybody": [(6000, 60)],
    # Apart from the others: who asks for newsletters in somebody's name keeps nobody
    # from signing in.
    "newsletters to a mailbox, for one network": [(5, 600), (12, 86400)],
    "newsletters asked for by a network": [(200, 60), (2000, 3600)],
    "newsletters asked for by everybody": [(6000, 60)],
    "codes tried by a network": [(300, 60), (2000, 3600)],
    "presses of a network while signed out": [(200, 60), (2000, 3600)],
    "passwords of a mailbox, for one network": [(5, 900), (20, 86400)],
    "passwords of a mailbox, for a known browser": [(10, 900), (40, 86400)],
    "passwords of a mailbox": [(20, 86400)],
    "passwords tried by a network": [(60, 60), (300, 3600)],
    "passwords tried by everybody": [(3000, 60)],
    "reports of a reader": [(5, 60), (40, 86400)],
    "appeals of a reader": [(5, 3600), (20, 86400)],
    "notices of illegal content by a mailbox": [(5, 3600), (20, 86400)],
    "notices of illegal content by a network": [(20, 3600), (60, 86400)],
    "notices of illegal content by everybody": [(60, 60)],
    "gifts begun by a mailbox": [(5, 600), (20, 86400)],
    "gifts begun by a network": [(10, 600), (60, 86400)],
    "gifts begun by everybody": [(600, 60)],
    "receipts sent again to a mailbox": [(2, 600), (6, 86400)],
    "comments of a new reader": [(1, 10), (20, 3600)],
    "comments of a reader": [(1, 10), (60, 3600)],
    "comments of a network": [(60, 60), (1000, 3600)],
}
# An account whose address nobody proved to be theirs is kept so many hours.
UNVERIFIED_KEPT_HOURS = 24

# The reader's home (accounts.home): devices, passkeys, and doors of other companies.

MFA_ADAPTER = "accounts.passkeys.Factors"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"login_webauthn": "accounts.passkeys.SignInForm"}
# Without a limit for a network as a whole: a library is one network.
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}

SOCIALACCOUNT_ADAPTER = "accounts.social.Adapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "mandatory"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
SOCIALACCOUNT_PROVIDERS = social_doors.providers(environ.Env())
SOCIAL_APPS = social_doors.apps(SOCIALACCOUNT_PROVIDERS)
SOCIAL_ORIGINS = social_doors.origins(environ.Env(), SOCIALACCOUNT_PROVIDERS)

# The staff's door (docs/adr/0019)
AUTH_PASSWORD_VALIDATORS += [{"NAME": "accounts.staff.passwords.LongForStaff"}]
# A code typed as the next one begins is taken: one step of delay (RFC 6238, 5.2).
MFA_TOTP_TOLERANCE = 1
# Whom the demo's password lets in by itself (accounts/staff/demo.py).
DEMO_STAFF = ("ada@meridian.example", "bo@meridian.example")
