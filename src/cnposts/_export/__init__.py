"""What ``cnposts.export`` is made of: one format a file."""
