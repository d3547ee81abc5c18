"""The visitor's verbs as JSON."""
