"""The desk of the forum: its queues, its readers, its rules."""

from comments.admin import comments, deciding, people, rules

__all__ = ["comments", "deciding", "people", "rules"]
