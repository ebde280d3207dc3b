"""The answer on the screen and as a self-contained page: both only read the published marts."""
