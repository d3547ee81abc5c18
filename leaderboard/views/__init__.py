"""Views of the leaderboard's pages, which read the newest run only."""
