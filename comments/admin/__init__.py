"""The desk of the forum: its queues, its readers, its rules."""

from comments.admin import comments, people, rules

__all__ = ["comments", "people", "rules"]
