"""The forum's addresses. A thread lies below what it is about (`threads.url`)."""

from django.urls import URLPattern, path

from comments.addresses import of_each
from comments.views import (
    appealing,
    complaining,
    figures,
    joining,
    letters,
    own,
    printing,
    reading,
    reporting,
    signers,
    writing,
)

app_name = "comments"

# Reading

READING: list[URLPattern] = [
    *of_each("", reading.thread, "thread"),
    *of_each("count.json", reading.count, "count"),
    *of_each("feed/", reading.feed, "feed"),
    *of_each("mine.json", reading.mine, "mine"),
    *of_each("<int:root>/", reading.conversation, "conversation"),
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

FOLLOWING: list[URLPattern] = [
    *of_each("follow/", joining.follow_thread, "follow"),
    path("c/<int:pk>/follow/", joining.follow_author, name="follow_author"),
    path("c/<int:pk>/mute/", joining.mute_author, name="mute_author"),
    path("forum/following/", joining.followed, name="following"),
    path("forum/replies/", joining.replies, name="replies"),
    path("forum/notices/", joining.told, name="notices"),
    path("forum/stop/<slug:kind>/<int:pk>/", joining.stop, name="stop"),
    path("forum/level/<int:pk>/", joining.level, name="level"),
    path(
        "forum/readers/<uuid:public_id>/follow/",
        joining.follow_reader,
        name="follow_reader",
    ),
    path(
        "forum/readers/<uuid:public_id>/mute/", joining.mute_reader, name="mute_reader"
    ),
]

# Letters about notices

LETTERS: list[URLPattern] = [
    path("forum/letters/", letters.choose, name="letters"),
    path(
        "forum/letters/stop/<slug:kinds>/<str:token>/",
        letters.stop,
        name="stop_letters",
    ),
]

# Respect

RESPECT: list[URLPattern] = [
    path("c/<int:pk>/respect/", joining.respect, name="respect"),
]

# Reports, appeals, the page of figures

MODERATION: list[URLPattern] = [
    path("c/<int:pk>/report/", reporting.report, name="report"),
    path("c/<int:pk>/appeal/", appealing.appeal, name="appeal"),
    path("c/<int:pk>/print/", printing.consent, name="print"),
    path("forum/rules/", reporting.rules, name="rules"),
    path("forum/illegal/", complaining.complain, name="complain"),
    path("forum/illegal/received/", complaining.complained, name="complained"),
    path("forum/figures/", figures.page, name="figures"),
    path("forum/figures.json", figures.machines, name="figures_json"),
]

urlpatterns = [*READING, *WRITING, *FOLLOWING, *LETTERS, *RESPECT, *MODERATION]
