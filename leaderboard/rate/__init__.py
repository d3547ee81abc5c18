"""`./run rate FILE`: rate any file of votes, without a server or a database.

options     command-line options
readers/    read a table of votes in one of four formats, in batches of rows
columns     find the columns of the models, the outcome, the voter and the features
labels      map words to outcomes
gathering   turn rows into counts, or into integer columns where counts are not enough
rating      turn counts into ratings by the requested method
showing     write ratings as a table for the terminal, CSV or JSON
"""
