"""The bundled servers: one process that owns a Valkey, the web server and a worker.

Imported by the settings, so nothing here may need Django.
"""

from config.embedded.folder import valkey_socket

__all__ = ["valkey_socket"]
