"""Bringing content and votes in from files.

Each public format has one reader (`rival`, `alpaca_eval`, `jsonl`, `vote_files`) that turns a file
into rows (`rows`) and refusals (`report`) and knows no table. `datasets.bring_in` and
`votes.record_votes` hold the rows against the database and write what is new in one transaction.
"""
