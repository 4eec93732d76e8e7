from django.urls import include, path
from django.views.generic import RedirectView

from accounts import pending_pages, personal
from accounts import social as accounts_social
from accounts.home.views import home, passkeys, social

# allauth's own pages for what the reader's home does: they know nothing of canonical
# addresses, of two codes or of letters, so nobody comes to them.
AT_HOME = (
    *("email/", "password/change/", "password/set/", "sessions/", "3rdparty/"),
    *("3rdparty/signup/", "2fa/webauthn/", "2fa/webauthn/add/"),
    *("2fa/webauthn/keys/<int:pk>/remove/", "2fa/webauthn/keys/<int:pk>/edit/"),
)

urlpatterns = [
    path("me.json", personal.me, name="me"),
    path("", include("accounts.door.urls")),
    path("me/", include("accounts.home.urls")),
    path("pending/<uuid:pk>/", pending_pages.action, name="pending_action"),
    path("readers/<uuid:public_id>/", home.public, name="public_reader"),
    path("with/<slug:key>/", social.go, name="social_door"),
    path("oidc/<slug:key>/login/callback/", accounts_social.come_back),
    path("2fa/webauthn/login/", passkeys.sign_in, name="mfa_login_webauthn"),
    *(path(address, RedirectView.as_view(url="/accounts/me/")) for address in AT_HOME),
]
