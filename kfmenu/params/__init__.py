"""What a text may hold besides its characters."""
