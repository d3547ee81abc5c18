"""Size limits of imports, in bytes after unpacking."""

# The longest response of the public data sets has 40 kB; a page shows two at once, and a browser
# renders 2 MB of text without stalling.
TEXT_BYTES = 2_000_000

# A lossless 4k picture or some minutes of sound; two of them load in seconds.
FILE_BYTES = 20_000_000

# Of one conversation: what a page shows of the longest that people have had, and more.
TURNS = 200
PARTS = 1_000

# Pictures and sound within a line of a data file, of one conversation, before they are decoded.
# Larger ones come as files, which are not held in memory.
DATA_BYTES = 5_000_000

# A data file is held in memory while it is read, about three times over. Larger sets come as
# folders of files. It also ends the reading of an archive made to unpack without end.
DATASET_BYTES = 256 * 1024 * 1024
