"""arena-rank on battles as `export_votes --format lmarena` writes them: log-strengths by model.

python bench/peers/battles_arena_rank.py FILE
"""

import json
import sys

import jax
import pandas as pd

jax.config.update("jax_enable_x64", True)

from arena_rank.models.bradley_terry import BradleyTerry  # noqa: E402 - after JAX is told
from arena_rank.utils.data_utils import PairDataset  # noqa: E402


def main() -> None:
    data = PairDataset.from_pandas(pd.read_json(sys.argv[1], lines=True))
    model = BradleyTerry(len(data.competitors)).fit(data)
    found = zip(data.competitors, model.params["ratings"].tolist(), strict=True)
    print(json.dumps(dict(found)))


if __name__ == "__main__":
    main()
