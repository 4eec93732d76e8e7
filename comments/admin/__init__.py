"""The desk of the forum: its queues, its readers, its rules."""

from comments.admin import batches, comments, deciding, people, rules

__all__ = ["batches", "comments", "deciding", "people", "rules"]
