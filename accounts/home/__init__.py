"""The reader's home, /accounts/me/: what belongs to a reader, and how it ends."""
