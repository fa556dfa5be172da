"""Edits of posts: what to write where, and the proof that nothing else changes."""
