"""The staff's desk at /staff/: what waits, votes and their effect, content, models, the audit.

It is the one door for what changes votes, voters, challenges, responses or models: its pages read a
form and call a verb. Django's admin is for looking, and for what the desk has no form for.
"""
