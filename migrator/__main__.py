"""`python -m migrator` is `msmigrate`."""

from migrator.cli import main

if __name__ == "__main__":
    main()
