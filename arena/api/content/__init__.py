"""Content as the staff sees it: read, added and edited by programs with a key."""
