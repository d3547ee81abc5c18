"""`./run rate FILE`: the ratings of any file of votes, without a server or a database.

options     what is asked for
readers/    a table of votes in one of three formats, a batch of rows at a time
columns     which of its columns says what
labels      what the words for outcomes mean
gathering   rows become counts, or columns of whole numbers where counts are not enough
rating      counts become ratings, by the method asked for
showing/    ratings become a table for people, CSV or JSON
"""
