"""A confirmed signature opens the account that was asked for with it, and no other."""
