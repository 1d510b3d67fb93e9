"""Measures respbook's pages against a bare Flask page and Django admin on the same rows, in one interleaved run.

Run by hand, with the folder of the neutral bench and a folder for its data (never inside the repository):

    export BENCH=/path/to/bench LAB=/path/to/lab      # LAB/core: an environment with respbook, flask, django, gunicorn
    for s in town county; do
      python3 $BENCH/datagen.py --size $s --out $LAB/data/$s
      python3 $BENCH/load_sqlite.py $LAB/data/$s $LAB/db/$s.db; cp $LAB/db/$s.db $LAB/db/$s-dj.db
      (cd $BENCH/peers; DB=$LAB/db/$s-dj.db $LAB/core/bin/python django_peer.py setup)
      python tests/bench/load_neutral.py $LAB/data/$s $LAB/rb/$s
    done
    python tests/bench/app_bench.py --rounds 40 --cold 3 --assets [--load 3] [--cases list,fragment]

Everything after the script's name goes to the neutral bench.py; its configuration is app_bench.json beside this file.
"""

import os
import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Hand the configuration to bench.py. Exit 2 when a folder is not named."""
    if not os.environ.get("BENCH") or not os.environ.get("LAB"):
        print("BENCH and LAB must name the folder of the neutral bench and the folder of its data", file=sys.stderr)
        return 2
    script = Path(os.environ["BENCH"]) / "bench.py"
    return subprocess.call([sys.executable, str(script), str(Path(__file__).with_suffix(".json")), *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
