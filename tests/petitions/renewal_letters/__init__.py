"""The letter that a campaign goes on: who gets it, how often, and where it leads."""
