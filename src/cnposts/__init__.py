"""Community posts as typed records, with the exact place of everything."""
