"""Serves the WSGI application by Granian's RSGI: a request takes a thread only once it is complete.

A body that is too large, too slow or of unknown length is refused without the application.
"""

from config.gateway.bodies import BodyLimits, PartLimits
from config.gateway.gateway import Gateway

__all__ = ["BodyLimits", "Gateway", "PartLimits"]
