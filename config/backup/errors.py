class BackupFailed(Exception):
    """No backup could be made or restored; the message says why and what to do."""
