"""Run Etude as a module: ``python -m etude``."""

import sys

from etude.cli.main import main

sys.exit(main())
