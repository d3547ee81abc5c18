"""Boards, models, challenges and responses for programs that speak the Model Context Protocol."""
