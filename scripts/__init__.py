"""Command line helpers of Layer Six: each is `python -m scripts.<name> --help`. None of them computes a number."""
