"""The bundled servers: one process that starts a Valkey, the web server and a worker.

The settings import this module, so it must not import Django.
"""

from config.embedded.folder import valkey_socket

__all__ = ["valkey_socket"]
