"""What the newsroom publishes, page by page."""
