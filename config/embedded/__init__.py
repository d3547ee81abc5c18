"""The bundled servers: one process that starts a Valkey, the web server and a worker.

The settings import this module, so it must not import Django.
"""

from config.embedded.folder import valkey_socket
from config.embedded.read_only import is_complete, is_read_only

__all__ = ["is_complete", "is_read_only", "valkey_socket"]
