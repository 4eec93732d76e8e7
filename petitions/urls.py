from django.urls import path

from petitions.views import (
    again,
    confirming,
    data,
    embedding,
    history,
    home,
    mine,
    public,
    qr,
    signing,
    signing_as_reader,
    social_card,
    thanking,
)

app_name = "petitions"

urlpatterns = [
    path("petitions/confirm/<path:token>/", confirming.confirm, name="confirm"),
    path("petitions/<slug:slug>.json", public.data, name="data"),
    path("petitions/<slug:slug>/", public.detail, name="detail"),
    path("petitions/<slug:slug>/count.json", public.count, name="count"),
    path("petitions/<slug:slug>/history.json", history.points, name="history"),
    path("petitions/<slug:slug>/history.csv", history.table, name="history_csv"),
    path("petitions/<slug:slug>/embed/", embedding.page, name="embed_page"),
    path("embed/petitions/<slug:slug>/", embedding.card, name="embed"),
    path("embed.js", embedding.script, name="embed_script"),
    path("petitions/<slug:slug>/data/", data.page, name="data_page"),
    path("petitions/<slug:slug>/places.csv", data.table, name="places_csv"),
    path("petitions/<slug:slug>/sign/", signing.sign, name="sign"),
    path(
        "petitions/<slug:slug>/sign-as-reader/",
        signing_as_reader.sign,
        name="sign_as_reader",
    ),
    path("petitions/<slug:slug>/check-inbox/", signing.check_inbox, name="check_inbox"),
    path("petitions/<slug:slug>/code/", signing.code, name="code"),
    path("petitions/<slug:slug>/qr/<slug:name>.svg", qr.svg, name="qr_svg"),
    path("petitions/<slug:slug>/qr/<slug:name>.png", qr.png, name="qr_png"),
    path("petitions/<slug:slug>/signed/", thanking.signed, name="signed"),
    path("cards/petitions/<str:name>.png", social_card.card, name="social_card"),
    path("accounts/me/letters/", home.letters, name="home_letters"),
    path("my/<str:token>/choices/", mine.choices, name="my_choices"),
    path("my/<str:token>/withdraw/", mine.withdraw, name="my_withdraw"),
    path("my/<str:token>/erase/", mine.erase, name="my_erase"),
    path("my/<str:token>/not-me/", mine.not_me, name="my_not_me"),
    path("my/<str:token>/download/", mine.download, name="my_download"),
    path("my/<str:token>/again/", again.again, name="again"),
    path("my/<str:token>/stop/", again.stop, name="stop"),
    path("my/<path:token>/", mine.page, name="my"),
]
