"""The pages of the reader's home; each subject has a module of its own."""
