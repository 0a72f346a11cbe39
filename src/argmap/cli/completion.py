"""`argmap completion`."""

from __future__ import annotations

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the script that completes argmap in a shell.

    It completes commands, options and the ids of records.

    \b
    Examples:
      argmap completion bash >> ~/.bashrc
      argmap completion zsh >> ~/.zshrc
      argmap completion fish > ~/.config/fish/completions/argmap.fish
    """
    from click.shell_completion import get_completion_class

    from argmap.cli import main

    completer = get_completion_class(shell)
    assert completer is not None  # click knows all three
    click.echo(completer(main, {}, "argmap", "_ARGMAP_COMPLETE").source())
