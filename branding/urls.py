from django.urls import path

from branding import accessibility, views
from branding.design import views as design

app_name = "branding"
urlpatterns = [
    path("brand.css", views.sheet, name="sheet"),
    path("accessibility/", accessibility.statement, name="accessibility"),
    path("design/", design.page, name="design"),
    path("design/pages/<slug:name>/", design.whole, name="design_page"),
    path("design/letters/<path:name>/", design.letter, name="design_letter"),
    path("legal/<slug:slug>/", views.legal, name="legal"),
]
