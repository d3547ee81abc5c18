"""What this arena has chosen: when authors are named, when responses are public, and the like.

A setting has a typed default, the database's one row may replace it, and the environment replaces
both. `current_settings` costs no query: a process reads the row again once a second.
"""

from arena.arena_settings.changing import change_setting, reset_setting
from arena.arena_settings.current import ChosenSettings, current_settings, forget_settings
from arena.arena_settings.describing import Described, describe_settings

__all__ = [
    "ChosenSettings",
    "Described",
    "change_setting",
    "current_settings",
    "describe_settings",
    "forget_settings",
    "reset_setting",
]
