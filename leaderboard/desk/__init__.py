"""The staff's desk at /staff/: what waits, deciding it, votes and their effect, the audit.

Its pages translate and call one verb, as all doors do; Django's admin is beneath it for the rest.
"""
