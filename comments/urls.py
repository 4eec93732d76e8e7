"""The forum's addresses. A thread lies below what it is about (`threads.url`)."""

from django.urls import URLPattern, path

from comments.addresses import of_each
from comments.views import own, reading, signers, writing

app_name = "comments"

# Reading

READING: list[URLPattern] = [
    *of_each("", reading.thread, "thread"),
    path("c/<int:pk>/", reading.comment, name="comment"),
]

# Writing

WRITING: list[URLPattern] = [
    *of_each("write/", writing.write, "write"),
    path("c/<int:pk>/reply/", writing.reply, name="reply"),
    path("c/<int:pk>/sent/", writing.sent, name="sent"),
    path("c/<int:pk>/edit/", own.edit, name="edit"),
    path("c/<int:pk>/delete/", own.delete, name="delete"),
    path("forum/mine/", own.mine, name="mine"),
    path("forum/name/", own.name, name="name"),
    path(
        "petitions/<slug:slug>/signed/<str:token>/",
        signers.publish_reason,
        name="publish_reason",
    ),
]

# Following, muting, notices

FOLLOWING: list[URLPattern] = []

# Respect

RESPECT: list[URLPattern] = []

# Reports, appeals, the page of figures

MODERATION: list[URLPattern] = []

urlpatterns = [*READING, *WRITING, *FOLLOWING, *RESPECT, *MODERATION]
