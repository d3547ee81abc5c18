"""The leaderboard's pages, read from the newest run alone."""
