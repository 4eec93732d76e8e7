from django.urls import path
from django.views.generic import RedirectView

from accounts.staff.views import checking, door, enrolling, security

app_name = "desk"
urlpatterns = [
    # The door: seen by everybody (accounts/staff/guarding.py names these)
    path("login/", door.sign_in, name="sign_in"),
    path("login/second/", door.second_step, name="second_step"),
    path("login/passkey/ask/", door.ask_for_passkey, name="ask_for_passkey"),
    path("login/passkey/", door.use_passkey, name="use_passkey"),
    path("enrol/<str:token>/", enrolling.enrol, name="enrol"),
    path(
        "enrol/<str:token>/passkey/",
        enrolling.ask_for_new_passkey,
        name="ask_for_new_passkey",
    ),
    path("signed-out/", door.signed_out, name="signed_out"),
    # Behind it
    path("logout/", door.sign_out, name="sign_out"),
    path("recovery-codes/", enrolling.recovery_codes, name="recovery_codes"),
    path("recovery-codes/kept/", enrolling.codes_are_kept, name="codes_are_kept"),
    path("check/", checking.check, name="check"),
    path("check/passkey/", checking.check_passkey, name="check_passkey"),
    path("check/send/", checking.send_again, name="send_again"),
    path("security/", security.security, name="security"),
    path(
        "security/passkey/ask/",
        security.ask_for_new_passkey,
        name="ask_for_one_more_passkey",
    ),
    path("security/passkey/", security.add_passkey, name="add_passkey"),
    path("security/app/", security.add_app, name="add_app"),
    path("security/<int:pk>/remove/", security.remove_step, name="remove_step"),
    path("security/codes/", security.new_recovery_codes, name="new_recovery_codes"),
    path("security/password/", security.set_password, name="set_password"),
    path("security/sessions/", security.end_sessions, name="end_sessions"),
    # Django's own page asks for the old password, which many have none of.
    path("password_change/", RedirectView.as_view(pattern_name="desk:security")),
]
