"""`./run rate FILE`: rate any file of votes, without a server or a database.

options     command-line options; those of reading votes are in `arena.vote_files`
gathering   turn votes into counts, or into integer columns where counts are not enough
rating      turn counts into ratings by the requested method
showing     write ratings as a table for the terminal, CSV or JSON
"""
