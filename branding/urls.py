from django.urls import path

from branding import views

app_name = "branding"
urlpatterns = [
    path("brand.css", views.sheet, name="sheet"),
    path("legal/<slug:slug>/", views.legal, name="legal"),
]
