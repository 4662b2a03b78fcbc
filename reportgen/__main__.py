"""The command `reportgen`: it hears Ctrl-C rightly from its first instruction on."""

from typing import NoReturn

from reportgen import garbage, interruption


def command() -> NoReturn:
    """Load the tasks and run the one that is asked for."""
    interruption.leaves_at_once()
    with garbage.at_rest():
        from reportgen import console
    console.command()


if __name__ == "__main__":
    command()
