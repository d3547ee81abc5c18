"""What several formats are made of: numbers, boxes, codecs, colour profiles, orientation."""
