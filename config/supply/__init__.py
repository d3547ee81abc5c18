"""What an installation is made of: pinned packages and base images.

`./run audit` checks the packages, `./run pin-images` pins the images. Neither needs Django.
"""

from config.supply.errors import SupplyError

__all__ = ["SupplyError"]
