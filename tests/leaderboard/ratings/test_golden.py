"""Published data and what R and statsmodels give for it, retyped as facts.

R: BradleyTerry2, glm and psychotools, to 15 digits; its standard errors stop at 1e-6. The votes of
`made.py` were given to statsmodels 0.15.0: GLM, binomial, HC0 and clustered without correction, by
voter, by challenge and by both (`groups` of two columns).
"""

import numpy as np
import pytest

from leaderboard.ratings import Method, OutcomeCounts, Ties, rate_board, rate_styled
from leaderboard.ratings.cells import cells_by_side
from leaderboard.ratings.clusters import Clusters
from leaderboard.ratings.covariance import bread_of, contrast_errors
from tests.leaderboard.ratings.made import made_votes

# Citations between statistics journals: Stigler, Statistical Science 9 (1994), in BradleyTerry2.
# Biometrika, Comm Statist, JASA, JRSS-B; row cited over column.
CITATIONS = [[0, 730, 498, 221], [33, 0, 68, 17], [320, 813, 0, 142], [284, 276, 325, 0]]
CITATIONS_THETA = [-2.94907249684391, -0.479569769751992, 0.268954055819472]
CITATIONS_SE = [0.102545335369857, 0.0605887292396263, 0.0708299651057058]

# American League 1987: Agresti, Categorical Data Analysis (2002), p. 437. Won by the row at home
# against the column, and lost there. Baltimore, Boston, Cleveland, Detroit, Milwaukee, New York,
# Toronto.
BASEBALL_WON = [
    [0, 1, 3, 1, 2, 2, 1],
    [6, 0, 5, 2, 5, 4, 3],
    [2, 4, 0, 3, 2, 4, 3],
    [4, 6, 6, 0, 3, 4, 4],
    [6, 6, 4, 4, 0, 4, 4],
    [6, 4, 4, 5, 3, 0, 2],
    [6, 4, 4, 4, 2, 2, 0],
]
BASEBALL_LOST = [
    [0, 6, 4, 5, 5, 4, 6],
    [0, 0, 2, 5, 1, 2, 3],
    [4, 2, 0, 3, 5, 3, 4],
    [3, 0, 1, 0, 3, 3, 2],
    [0, 1, 2, 3, 0, 3, 2],
    [1, 3, 2, 1, 3, 0, 5],
    [0, 3, 2, 3, 5, 4, 0],
]
BASEBALL_THETA = [
    1.10769770537234,
    0.683852769153276,
    1.43640843180581,
    1.58135587665478,
    1.24761784513494,
    1.29448512390533,
]
BASEBALL_SE = [
    0.333877908162483,
    0.33187639914354,
    0.33956818748248,
    0.343255664026282,
    0.335860615785444,
    0.33666909269333,
]
# With the effect of playing at home as the last.
BASEBALL_HOME_THETA = [
    1.14380265329736,
    0.704694456900153,
    1.47535721358556,
    1.61955499357836,
    1.28134040327551,
    1.32711039807169,
    0.302260655527553,
]
BASEBALL_HOME_SE = [
    0.337842188911366,
    0.335001403341795,
    0.344551823286006,
    0.347365306113204,
    0.340403358810646,
    0.340322208807713,
    0.130943642532349,
]

# Springall, Applied Statistics 22 (1973): nine flavours; (row, column, win, loss, tie).
SPRINGALL = """
1 2 2 16 7|1 3 0 21 1|1 4 5 10 10|1 5 2 15 7|1 6 0 22 2|1 7 12 3 9|1 8 13 9 5|1 9 10 12 3
2 3 6 11 5|2 4 17 2 7|2 5 9 6 8|2 6 8 12 6|2 7 24 2 0|2 8 16 3 5|2 9 15 2 7
3 4 22 2 4|3 5 14 4 5|3 6 11 4 7|3 7 24 1 3|3 8 22 0 3|3 9 17 2 6
4 5 3 14 9|4 6 2 18 4|4 7 12 6 5|4 8 10 6 6|4 9 8 9 11
5 6 5 11 9|5 7 20 0 2|5 8 15 2 5|5 9 13 5 9
6 7 27 1 0|6 8 19 1 5|6 9 18 2 2|7 8 2 13 8|7 9 2 21 5|8 9 6 8 8
"""
SPRINGALL_THETA = [
    1.53978484285418,
    2.22369100900998,
    0.269573467210444,
    1.28454210086647,
    1.92377895398284,
    -0.862258588471068,
    -0.00274928709032439,
    0.412568898523453,
]


SPRINGALL_SE = [
    0.228712256908376,
    0.251900640390209,
    0.214762993204546,
    0.224468422929124,
    0.239505708559201,
    0.239792244308361,
    0.218161929828463,
    0.214240372764269,
]

# Preferences of students for business schools: Dittrich et al., Applied Statistics 47 (1998), in
# psychotools. Barcelona, London, Milano, Paris, St.Gallen, Stockholm;
# (row, column, win, loss, tie).
CEMS = """
2 1 217 67 19|3 1 104 132 67|4 1 157 109 37|5 1 144 134 25|2 3 221 56 26
4 3 121 59 32|2 4 186 91 26|2 5 208 73 22|3 5 135 140 28|4 5 165 119 19
1 6 172 90 41|2 6 250 34 19|3 6 157 100 46|4 6 203 70 30|5 6 155 98 50
"""
# The last is log ν.
CEMS_THETA = [
    1.20986951252317,
    -0.170960307274683,
    0.419601395592176,
    -0.0146103760444693,
    -0.61293246415109,
    -1.31717972698971,
]
CEMS_SE = [
    0.0793603693578285,
    0.0741677944066293,
    0.0745269761550701,
    0.072889988695439,
    0.0751676354754289,
    0.0485083144406269,
]

# The first competitor is the reference; of `MADE_STYLE` the last two are the features' effects.
MADE_THETA = [-0.398512929269, -1.02848314696, -1.68011692483, -2.20299174093]
MADE_HC0 = [0.1631747527, 0.1615758746, 0.1641474809, 0.1829956534]
MADE_CLUSTERED = [0.1361671701, 0.1854529809, 0.2755777626, 0.2879345418]
# With the effect of the left side as the last.
MADE_SIDE = [-0.415415695494, -1.051620303, -1.6917589849, -2.22340520513, 0.213251016146]
MADE_SIDE_HC0 = [0.1634256156, 0.1622716165, 0.1643073132, 0.1840673716, 0.08187020631]
MADE_SIDE_CLUSTERED = [0.135678703, 0.1854377105, 0.2741734876, 0.2848088696, 0.0646869692]
MADE_BY_CHALLENGE = [0.208524973, 0.1036383428, 0.1068103255, 0.1290287345]
MADE_BY_BOTH = [0.1722600404, 0.1362125318, 0.2339252909, 0.250333115]
MADE_SIDE_BY_CHALLENGE = [0.202245924, 0.1134353873, 0.1050396233, 0.140500573, 0.04991106759]
MADE_SIDE_BY_BOTH = [0.1629221016, 0.1405935516, 0.2299895788, 0.2528513627, 0.02302640286]
MADE_STYLE = [
    -0.428942192672,
    -1.04639517461,
    -1.77276300322,
    -2.28939299548,
    0.800143030472,
    0.0696112147913,
]
MADE_STYLE_HC0 = [
    0.1618694601,
    0.1614883042,
    0.1661261077,
    0.1888008133,
    0.1428862753,
    0.1438295951,
]
MADE_STYLE_BY_CHALLENGE = [
    *(0.2111881891, 0.1064053693, 0.1199719783, 0.1507185345, 0.1325995342, 0.1283349403),
]
MADE_STYLE_BY_BOTH = [
    *(0.1893478582, 0.1611793671, 0.2495760222, 0.274266843, 0.1148381704, 0.1467775489),
]
MADE_STYLE_CLUSTERED = [
    0.1545156244,
    0.2005901493,
    0.2838114267,
    0.3046853283,
    0.1315836704,
    0.1608508605,
]


def counted(left_won, right_won=None, tied=None):
    left_won = np.array(left_won, dtype=np.int64)
    none = np.zeros_like(left_won)
    right_won, tied = (none if each is None else np.array(each) for each in (right_won, tied))
    return OutcomeCounts(np.array([left_won, right_won, tied, none]))


def table(text, size):
    counts = np.zeros((4, size, size), dtype=np.int64)
    for line in text.replace("\n", "|").split("|"):
        if line.strip():
            row, column, *outcomes = map(int, line.split())
            counts[:3, row - 1, column - 1] = outcomes
    return OutcomeCounts(counts)


def rate(counts, **more):
    return rate_board(counts, minimum_votes=10, **more)


def against_first(rated):
    """Strengths less the first's, then the effects."""
    effects = [rated.side, *rated.style.values(), rated.tie]
    return [*(rated.theta - rated.theta[0])[1:], *(each.value for each in effects if each)]


def errors(rated):
    effects = [rated.side, *rated.style.values(), rated.tie]
    own = contrast_errors(rated.covariance)[0, 1:]
    return [*own, *(each.error for each in effects if each)]


def challenges_of(votes):
    """(N,) one of nine, by another rule of whole numbers."""
    place = np.arange(len(votes.left))
    return place * place // 7 % 9


def clustered_errors(votes, cells, rated, *, over=("voter",)):
    """Without any correction for few clusters, as statsmodels prints them."""
    at, size = rated.estimates.parameters, votes.size
    ids = {"voter": votes.voter, "challenge": challenges_of(votes)}
    bread, meat = bread_of(cells, rated.method, at), 0.0
    for kind in over:
        meat = meat + Clusters(cells, ids[kind], rated.method, at).meat()
    if len(over) > 1:
        crossed = ids["voter"] * 9 + ids["challenge"]
        meat = meat - Clusters(cells, crossed, rated.method, at).meat()
    covariance = bread @ meat @ bread
    own = contrast_errors(covariance[:size, :size])[0, 1:]
    return [*own, *np.sqrt(np.diagonal(covariance)[size:])]


def model_errors(votes, rated):
    """By the model's own information, as R prints them."""
    at = rated.estimates.parameters
    inverse = bread_of(cells_by_side(votes), rated.method, at)
    size = votes.size
    own = contrast_errors(inverse[:size, :size])[0, 1:]
    return [*own, *np.sqrt(np.diagonal(inverse)[size:])]


@pytest.mark.parametrize(
    ("votes", "method", "theta", "error"),
    [
        (counted(CITATIONS), Method(), CITATIONS_THETA, CITATIONS_SE),
        (counted(BASEBALL_WON, BASEBALL_LOST), Method(), BASEBALL_THETA, BASEBALL_SE),
        (
            counted(BASEBALL_WON, BASEBALL_LOST),
            Method(side_effect=True),
            BASEBALL_HOME_THETA,
            BASEBALL_HOME_SE,
        ),
        (table(SPRINGALL, 9), Method(), SPRINGALL_THETA, SPRINGALL_SE),
        (table(CEMS, 6), Method(Ties.DAVIDSON), CEMS_THETA, CEMS_SE),
    ],
    ids=["citations", "baseball", "baseball at home", "springall", "cems"],
)
def test_published_data_agrees_with_r(votes, method, theta, error):
    rated = rate(votes, method=method)
    assert against_first(rated) == pytest.approx(theta, abs=1e-8)
    assert model_errors(votes, rated) == pytest.approx(error, abs=4e-6)


@pytest.mark.parametrize(
    ("method", "theta", "single", "clustered"),
    [
        (Method(), MADE_THETA, MADE_HC0, MADE_CLUSTERED),
        (Method(side_effect=True), MADE_SIDE, MADE_SIDE_HC0, MADE_SIDE_CLUSTERED),
    ],
    ids=["plain", "side effect"],
)
def test_sandwich_errors_agree_with_statsmodels(method, theta, single, clustered):
    votes, _ = made_votes()
    rated = rate(votes.outcomes(), method=method)
    assert against_first(rated) == pytest.approx(theta, abs=1e-9)
    assert errors(rated) == pytest.approx(single, abs=1e-8)
    assert clustered_errors(votes, votes.as_cells(), rated) == pytest.approx(clustered, abs=1e-8)


def test_style_control_agrees_with_statsmodels():
    votes, features = made_votes()
    rated = rate_styled(votes, features, names=("longer", "bolder"), minimum_votes=10)
    assert against_first(rated) == pytest.approx(MADE_STYLE, abs=1e-9)
    assert errors(rated) == pytest.approx(MADE_STYLE_HC0, abs=1e-8)
    by_voter = clustered_errors(votes, votes.as_cells(features.T), rated)
    assert by_voter == pytest.approx(MADE_STYLE_CLUSTERED, abs=1e-8)


@pytest.mark.parametrize(
    ("style", "method", "by_challenge", "by_both"),
    [
        (False, Method(), MADE_BY_CHALLENGE, MADE_BY_BOTH),
        (False, Method(side_effect=True), MADE_SIDE_BY_CHALLENGE, MADE_SIDE_BY_BOTH),
        (True, Method(), MADE_STYLE_BY_CHALLENGE, MADE_STYLE_BY_BOTH),
    ],
    ids=["plain", "side effect", "style"],
)
def test_errors_over_both_agree_with_statsmodels(style, method, by_challenge, by_both):
    votes, features = made_votes()
    if style:
        cells = votes.as_cells(features.T)
        rated = rate_styled(votes, features, names=("longer", "bolder"), minimum_votes=10)
    else:
        cells, rated = votes.as_cells(), rate(votes.outcomes(), method=method)
    over = clustered_errors(votes, cells, rated, over=("challenge",))
    assert over == pytest.approx(by_challenge, abs=1e-8)
    both = clustered_errors(votes, cells, rated, over=("voter", "challenge"))
    assert both == pytest.approx(by_both, abs=1e-8)
