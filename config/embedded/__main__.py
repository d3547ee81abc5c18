"""`python -m config.embedded FOLDER`: create a data folder and its secret key."""

import sys
from pathlib import Path

from config.embedded.errors import CannotStart
from config.embedded.folder import prepare_folder

if __name__ == "__main__":
    try:
        prepare_folder(Path(sys.argv[1]).resolve())
    except CannotStart as error:
        sys.exit(str(error))
