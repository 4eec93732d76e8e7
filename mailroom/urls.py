from django.urls import path

from mailroom import views

app_name = "mailroom"

urlpatterns = [
    path("", views.letters, name="inbox"),
    path("<int:letter_id>/", views.letter, name="letter"),
    path("<int:letter_id>/html/", views.html, name="html"),
]
