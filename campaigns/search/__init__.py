"""Search over what is public: a table of documents, filled by those who publish.

A kind of page is registered with a function that tells its documents. Only that table
is ever searched, so a petition with a million names is found as quickly as one with
none. It can be made anew at any time (`manage.py reindex`), and is each hour.
"""

from campaigns.search.asking import MOST_LETTERS, Found, ask
from campaigns.search.keeping import Document, forget, refresh, register, reindex

__all__ = [
    "MOST_LETTERS",
    "Document",
    "Found",
    "ask",
    "forget",
    "refresh",
    "register",
    "reindex",
]
