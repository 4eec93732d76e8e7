from django.urls import path

from accounts.home.views import (
    address,
    devices,
    home,
    leaving,
    merging,
    passkeys,
    password,
    social,
)

app_name = "home"

urlpatterns = [
    path("", home.index, name="index"),
    path("name/", home.name, name="name"),
    path("address/", address.address, name="address"),
    path("address/codes/", address.codes, name="address_codes"),
    path("address/letters-again/", address.letters_again, name="letters_again"),
    path("address/undo/<str:token>/", address.undo, name="address_undo"),
    path("devices/<int:pk>/end/", devices.end, name="device_end"),
    path("devices/end-others/", devices.end_others, name="devices_end_others"),
    path("passkeys/add/", passkeys.add, name="passkey_add"),
    path("passkeys/later/", home.passkey_later, name="passkey_later"),
    path("passkeys/<int:pk>/name/", passkeys.rename, name="passkey_rename"),
    path("passkeys/<int:pk>/remove/", passkeys.remove, name="passkey_remove"),
    path("password/", password.password, name="password"),
    path("password/remove/", password.remove, name="password_remove"),
    path("ways-in/<int:pk>/remove/", social.disconnect, name="disconnect"),
    path("merge/", merging.merge, name="merge"),
    path("merge/codes/", merging.codes, name="merge_codes"),
    path("merge/sure/", merging.sure, name="merge_sure"),
    path("download/", leaving.download, name="download"),
    path("leave/", leaving.leave, name="leave"),
    path("keep/", leaving.keep, name="keep"),
    path("keep/<str:token>/", leaving.keep_by_link, name="keep_by_link"),
]
