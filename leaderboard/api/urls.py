from django.urls import path

from leaderboard.api.boards import BoardRun, BoardRuns, Boards, RatedBoard
from leaderboard.api.challenges import Categories, ChallengeList, ChallengeRead
from leaderboard.api.comparing import ComparisonRead
from leaderboard.api.entries import BoardHistory, BoardPairs, Entries
from leaderboard.api.exports import ExportVotes
from leaderboard.api.methodology import MethodologyRead, TotalsRead
from leaderboard.api.models import Model, Models, Opponents
from leaderboard.api.receipts import ReadReceipt
from leaderboard.api.responses import ResponseList, ResponseRead
from leaderboard.api.staff.actions import (
    ActOnChallenge,
    ActOnModel,
    ActOnResponse,
    MergeModel,
    NameModel,
    RevealModel,
    ReviseChallenge,
    SetResponsesPublic,
    UnmergeModel,
)
from leaderboard.api.staff.queue import StaffItem, StaffQueue
from leaderboard.api.staff.votes import PreviewVotes, StaffVotes, VoteChange, VoteChanges
from leaderboard.api.votes import Exclusions, VoteList

urlpatterns = [
    path("boards/", Boards.as_view(), name="boards"),
    path("boards/<slug:slug>/", RatedBoard.as_view(), name="board"),
    path("boards/<slug:slug>/entries/", Entries.as_view(), name="entries"),
    path("boards/<slug:slug>/pairs/", BoardPairs.as_view(), name="pairs"),
    path("boards/<slug:slug>/history/", BoardHistory.as_view(), name="history"),
    path("boards/<slug:slug>/runs/", BoardRuns.as_view(), name="runs"),
    path("boards/<slug:slug>/runs/<int:run>/", BoardRun.as_view(), name="run"),
    path("models/", Models.as_view(), name="models"),
    path("models/<slug:slug>/", Model.as_view(), name="model"),
    path("models/<slug:slug>/opponents/", Opponents.as_view(), name="opponents"),
    path("models/<slug:slug>/responses/<slug:challenge>/", ResponseRead.as_view(), name="response"),
    path("challenges/", ChallengeList.as_view(), name="challenges"),
    path("challenges/<slug:slug>/", ChallengeRead.as_view(), name="challenge"),
    path("categories/", Categories.as_view(), name="categories"),
    path("responses/", ResponseList.as_view(), name="responses"),
    path("compare/<slug:first>/<slug:second>/", ComparisonRead.as_view(), name="compare"),
    path("methodology/", MethodologyRead.as_view(), name="methodology"),
    path("totals/", TotalsRead.as_view(), name="totals"),
    path("votes/", VoteList.as_view(), name="votes"),
    path("exclusions/", Exclusions.as_view(), name="exclusions"),
    path("exports/votes/", ExportVotes.as_view(), name="export_votes"),
    path("receipts/<str:code>/", ReadReceipt.as_view(), name="receipt"),
    *(
        path(f"staff/{address}", view.as_view(), name=f"staff_{name}")
        for address, view, name in (
            ("challenges/<slug:slug>/actions/", ActOnChallenge, "challenge_actions"),
            ("challenges/<slug:slug>/revise/", ReviseChallenge, "revise_challenge"),
            ("challenges/<slug:slug>/responses-public/", SetResponsesPublic, "responses_public"),
            ("models/<slug:slug>/actions/", ActOnModel, "model_actions"),
            ("models/<slug:slug>/names/", NameModel, "model_names"),
            ("models/<slug:slug>/reveal/", RevealModel, "reveal_model"),
            ("models/<slug:slug>/merge/", MergeModel, "merge_model"),
            ("models/<slug:slug>/unmerge/", UnmergeModel, "unmerge_model"),
            ("responses/<int:number>/actions/", ActOnResponse, "response_actions"),
            ("votes/", StaffVotes, "votes"),
            ("votes/preview/", PreviewVotes, "preview_votes"),
            ("votes/changes/", VoteChanges, "vote_changes"),
            ("votes/changes/<int:number>/", VoteChange, "vote_change"),
            ("queue/", StaffQueue, "queue"),
            ("queue/<slug:item>/<slug:key>/", StaffItem, "item"),
        )
    ),
]
