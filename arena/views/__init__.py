"""The visitor's pages."""
