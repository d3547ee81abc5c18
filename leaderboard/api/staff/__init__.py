"""What programs with a key do that the desk does: actions, votes and the queue."""
