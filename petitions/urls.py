from django.urls import path

from petitions.views import confirming, mine, public, signing

app_name = "petitions"

urlpatterns = [
    path("petitions/confirm/<path:token>/", confirming.confirm, name="confirm"),
    path("petitions/<slug:slug>.json", public.data, name="data"),
    path("petitions/<slug:slug>/", public.detail, name="detail"),
    path("petitions/<slug:slug>/count.json", public.count, name="count"),
    path("petitions/<slug:slug>/sign/", signing.sign, name="sign"),
    path("petitions/<slug:slug>/check-inbox/", signing.check_inbox, name="check_inbox"),
    path("petitions/<slug:slug>/code/", signing.code, name="code"),
    path("petitions/<slug:slug>/signed/", confirming.signed, name="signed"),
    path("my/<str:token>/choices/", mine.choices, name="my_choices"),
    path("my/<str:token>/withdraw/", mine.withdraw, name="my_withdraw"),
    path("my/<str:token>/erase/", mine.erase, name="my_erase"),
    path("my/<str:token>/not-me/", mine.not_me, name="my_not_me"),
    path("my/<str:token>/download/", mine.download, name="my_download"),
    path("my/<path:token>/", mine.page, name="my"),
]
