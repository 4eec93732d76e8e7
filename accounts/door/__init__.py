"""The one door for readers, new and known: an address, a code, and back they are."""
