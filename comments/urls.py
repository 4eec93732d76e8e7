"""The forum's addresses. A thread lies below what it is about (`threads.url`)."""

from django.urls import URLPattern

app_name = "comments"

# Reading

READING: list[URLPattern] = []

# Writing

WRITING: list[URLPattern] = []

# Following, muting, notices

FOLLOWING: list[URLPattern] = []

# Respect

RESPECT: list[URLPattern] = []

# Reports, appeals, the page of figures

MODERATION: list[URLPattern] = []

urlpatterns = [*READING, *WRITING, *FOLLOWING, *RESPECT, *MODERATION]
