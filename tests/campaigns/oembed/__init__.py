"""What other sites' software is told of our pages, and what it is refused."""
