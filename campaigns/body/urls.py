from django.urls import path

from campaigns.body import desk

app_name = "story_pictures"

urlpatterns = [
    path("", desk.pictures, name="all"),
    path("<int:pk>/", desk.describe, name="describe"),
]
