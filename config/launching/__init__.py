"""What `bin/run` starts: the checks before, the parts, and the watch over them."""
