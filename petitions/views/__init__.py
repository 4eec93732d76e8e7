"""What readers meet of a petition, by journey."""
